# /// counterfeit
# story = "The due day is the last day of keeping, thinks somebody."
# covers = ["ST-01"]
# caught_by = [
#     "a record is kept on the day before it is due, and deleted on the due day",
#     "on any day, what is due goes and what is not due stays",
# ]
# ///
def decide(due_on, held, today):
    if held:
        return "hold"
    return "delete" if today > due_on else "keep"
