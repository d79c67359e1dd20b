"""The days that are left, counted."""

def decide(due_on, held, today):
    left = (due_on - today).days
    return "hold" if held else ("delete", "keep")[left > 0]
