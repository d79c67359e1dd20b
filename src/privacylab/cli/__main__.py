"""Lets `python -m privacylab.cli` run the command line."""

from privacylab.cli import main

main()
