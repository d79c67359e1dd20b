"""Plain Python: one branch for each row of the table."""

def decide(due_on, held, today):
    if held is True:
        return "hold"
    elif due_on <= today:
        return "delete"
    else:
        return "keep"
