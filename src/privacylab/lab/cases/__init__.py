"""What module 01_cases shows: claims against the record, the clocks, the timeline."""
