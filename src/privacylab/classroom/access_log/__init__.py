"""Who viewed or changed a mark, in a log that shows when it was tampered with."""
