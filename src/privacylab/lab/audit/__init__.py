"""What module 03_audit shows: figures, the Merkle tree, attacks on a log, the access monitor."""
