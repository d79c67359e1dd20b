# /// counterfeit
# story = "The draft of the lesson, half mended: what is overdue goes before anybody looks for a hold."
# covers = ["ST-02"]
# caught_by = [
#     "a hold stops the deletion of what is due or overdue",
# ]
# ///
def decide(due_on, held, today):
    if today >= due_on:
        return "delete"
    return "hold" if held else "keep"
