"""What the lab adds to JupyterLab: its settings, and the command that opens it."""
