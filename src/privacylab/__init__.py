"""Privacy Engineering Lab: learn privacy engineering by building it.

The rooms, each of which imports only from those before it: errors, catalog, authoring, checks,
companies, sandbox, grading, verification, lab, and the command line (tests/test_rooms.py).
"""

import sys

# nbformat's validator would compile 35 grammars for the syntax of international web addresses, and
# load a library for durations, none of which is in a notebook: 2.5 seconds of every start.
# jsonschema does without where they are missing.
for _name in ("rfc3987_syntax", "isoduration"):
    sys.modules.setdefault(_name, None)  # type: ignore[arg-type]
