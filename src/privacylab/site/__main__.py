"""`python -m privacylab.site`: what `make site` runs."""

import argparse
import sys
from pathlib import Path

from privacylab.catalog import find_root
from privacylab.errors import LabError
from privacylab.site.build import main

parser = argparse.ArgumentParser(prog="make site", description="Build the website.")
parser.add_argument(
    "--pyodide",
    type=lambda given: Path(given).expanduser(),
    metavar="FOLDER",
    help="a folder with Pyodide: the first two modules then run in a reader's browser",
)
try:
    main(find_root(), parser.parse_args().pyodide)
except LabError as error:
    sys.exit(f"make site: {error}")
