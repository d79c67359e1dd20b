# /// counterfeit
# story = "The draft of the lesson as it stands: the due day is a day of keeping, and a hold comes too late."
# covers = ["ST-01", "ST-02"]
# caught_by = [
#     "a record is kept on the day before it is due, and deleted on the due day",
#     "on any day, what is due goes and what is not due stays",
#     "a hold stops the deletion of what is due or overdue",
# ]
# ///
def decide(due_on, held, today):
    if today > due_on:
        return "delete"
    return "hold" if held else "keep"
