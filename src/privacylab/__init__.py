"""Privacy Engineering Lab: learn privacy engineering by building it.

Its rooms, in order: errors, catalog, authoring, checks, companies, sandbox, grading, verification,
lab, and the command line. Each room imports only from those before it (tests/test_rooms.py).
"""

import sys

# nbformat's validator would compile 35 grammars for internationalized URLs, and load a library for
# durations. Notebooks contain neither, and both together slow down every start by 2.5 seconds.
# jsonschema works without them.
for _name in ("rfc3987_syntax", "isoduration"):
    sys.modules.setdefault(_name, None)  # type: ignore[arg-type]
