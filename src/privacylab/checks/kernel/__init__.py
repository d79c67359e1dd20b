"""check() and grade(): what the toolbar's buttons do, for front ends without a toolbar."""
