"""A service beside JupyterHub that accepts learners' hand-ins and shows them their feedback."""
