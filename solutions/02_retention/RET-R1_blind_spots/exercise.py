# %% [markdown]
# ## Why
#
# Your checker runs every night at Murmur. This morning its report was empty: nothing overdue, no
# gap, no broken promise. Dana, Murmur's head of data, wants to put one sentence on the page for
# families: *"An independent program checks every night that your child's data is gone when we say
# so."* According to the complaint, Amazon repeatedly discovered that geolocation was not
# deleted.{fact}`F-A17` Families who believe a promise like this have no reason to ask again.

# %% [markdown]
# ## Look
#
# This is everything the checker knows about a store: the rows that the store returns. Which columns
# does it have to believe?

# %% look
from privacylab.companies import open_murmur

open_murmur().stores["search"].scan().head(3)

# %% [markdown]
# ## Your letter
#
# Write to Dana, in 300 to 400 words:
#
# 1. **What data about a child can still be at Murmur** without your checker seeing it, and why? Name at
#    least three such places or ways, and what it would take to see each of them.
# 2. **Which sentence** may the page carry instead?
# 3. **What do you do** on Monday?
#
# A person grades it by this rubric. Each row gives 0, 1 or 2 points.
#
# | | 0 | 1 | 2 |
# |---|---|---|---|
# | **what it cannot see** | speaks of bugs in general | names two blind spots of *this* checker | names three or more, and says for each which input or assumption of the checker hides it |
# | **what it would take** | "more tests" | has a way to see each of them | also says what each way costs, and which one comes first |
# | **the cases** | does not mention them | names what a complaint alleges, or an order requires, about such a blind spot | keeps the two apart, and says what follows for Murmur and what does not |
# | **the families** | repeats the sentence, or refuses to offer one | offers a sentence that is true | the sentence says what was checked, when, and what was not; and a named person must act |

# %% [markdown] essay
# A model answer, for the person who grades. Other answers are just as good.
#
# Dear Dana, the sentence is not true yet. The checker compares what the stores say they hold with the
# rules that we wrote down. So there are things it cannot see. (1) A copy that no store lists: an
# engineer's laptop, a spreadsheet in an email, a partner's export. The sweep asks connected stores only.
# To find such copies we need an inventory that comes from scanning the network and the bills, not from
# asking teams. (2) A store that answers with old or partial data. The sweep believes `scan`. A planted
# test item, which must appear and must disappear, would show it. It is cheap, so it comes first. (3) A
# wrong date or owner: a restored recording with today's `collected_on` never gets old, and a device
# that was sold belongs to the wrong child. Comparing the dates with the logs of the devices takes an
# engineer two weeks. (4) What was learned from the data: a model that was trained on a voice holds no
# item. That is for the deletion workflow.
#
# The complaint against Amazon alleges that geolocation was in secondary storage, out of reach of
# deletion requests, and that this was found or came back at eight points. Perhaps checks passed in
# between. The order then requires Amazon to adhere to what it publishes. It binds Amazon and not us. But
# an untrue sentence on our page is our own broken promise.
#
# My proposal: "Every night a program looks for overdue data in six storage systems. We fix what it finds
# within seven days. It cannot see copies outside of these systems. Last complete check: <date>. Our
# privacy officer answers for it; write to her." On Monday I plant the test items, and ask her to sign.
