"""Counts the days that are left."""

def decide(due_on, held, today):
    left = (due_on - today).days
    return "hold" if held else ("delete", "keep")[left > 0]
