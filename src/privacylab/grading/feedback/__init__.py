"""Shows results: the HTML page, the terminal report, formgrader, and progress."""
