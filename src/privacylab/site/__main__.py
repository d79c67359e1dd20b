"""`python -m privacylab.site`: what `make site` runs."""

import sys

from privacylab.catalog import find_root
from privacylab.errors import LabError
from privacylab.site.build import main

try:
    main(find_root())
except LabError as error:
    sys.exit(f"make site: {error}")
