"""The process that runs the tests, and the session on the host that starts it."""
