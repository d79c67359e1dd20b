"""What several modules use to show something: HTML, charts, hints, predictions, measurements."""
