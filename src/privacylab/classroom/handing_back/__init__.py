"""What goes back to an LMS: its own table with the points, and the feedback pages."""
