"""LTI 1.3: learners come to the hub from their LMS, and their scores go back to it."""
