# /// counterfeit
# story = "A hold is just a longer keeping, and the report does not tell them apart."
# covers = ["ST-02"]
# caught_by = [
#     "a hold keeps a record that is not due yet",
#     "a hold stops the deletion of what is due or overdue",
# ]
# ///
def decide(due_on, held, today):
    if held:
        return "keep"
    return "delete" if today >= due_on else "keep"
