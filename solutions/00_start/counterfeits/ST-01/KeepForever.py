# /// counterfeit
# story = "Nothing is ever deleted: the default that the complaint against Amazon alleges."
# covers = ["ST-01", "ST-02"]
# caught_by = [
#     "a record is kept on the day before it is due, and deleted on the due day",
#     "on any day, what is due goes and what is not due stays",
#     "a hold stops the deletion of what is due or overdue",
# ]
# ///
def decide(due_on, held, today):
    return "hold" if held else "keep"
