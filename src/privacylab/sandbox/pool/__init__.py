"""The preloaded processes from which examiners and jails are forked."""
