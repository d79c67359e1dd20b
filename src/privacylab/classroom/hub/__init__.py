"""A service beside JupyterHub: it takes what learners hand in, and shows them their feedback."""
