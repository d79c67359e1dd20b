"""Who viewed or changed a grade, in a log that shows if it was tampered with."""
