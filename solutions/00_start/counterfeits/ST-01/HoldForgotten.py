# /// counterfeit
# story = "Nobody told the engineer that holds exist."
# covers = ["ST-02"]
# caught_by = [
#     "a hold keeps a record that is not due yet",
#     "a hold stops the deletion of what is due or overdue",
# ]
# ///
def decide(due_on, held, today):
    return "delete" if today >= due_on else "keep"
