"""check() and grade(): what the toolbar's buttons do, for a front end that has none."""
