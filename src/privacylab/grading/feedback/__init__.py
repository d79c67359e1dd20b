"""How results are shown: the HTML page, the terminal report, formgrader, and progress."""
