# %% [markdown]
# ## Why
#
# Your checker runs every night at Murmur. This morning its report was empty: nothing overdue, no
# gap, no broken promise. Murmur's head of data wants to put one sentence on the page for families:
# *"An independent program checks every night that your child's data are gone when we say so."*
#
# Write to her, in 300 to 400 words. What can still lie at Murmur, about a child, that your checker
# does not see, and why not? Name at least three such places or ways, each with what it would take to
# see it. Say which sentence the page may carry instead, and what you do on Monday.
#
# A person grades it, by this rubric; each row gives 0, 1 or 2 points.
#
# | | 0 | 1 | 2 |
# |---|---|---|---|
# | **what it cannot see** | speaks of bugs in general | names two blind spots of *this* checker | names three or more, and says of each which input or assumption of the checker hides it |
# | **what it would take** | "more tests" | a way to see each of them | also says what each way costs, and which one comes first |
# | **the cases** | does not mention them | names what a complaint alleges, or an order requires, about such a blind spot | tells the two apart, and says what follows for Murmur and what does not |
# | **the families** | repeats the sentence, or refuses it | offers a sentence that is true | the sentence says what was checked, when, and what was not; and somebody is named who must act |

# %% [markdown] essay
# A model answer, for those who grade. Others are as good.
#
# Dear Dana, the sentence is not true yet. The checker compares what the stores say they hold with the
# rules that we wrote down. So it cannot see (1) a copy that no store lists: an engineer's laptop, a
# spreadsheet in a mail, a partner's export; the sweep asks connected stores only. To see them we need
# an inventory that is found, by scanning the network and the bills, and not declared. (2) A store
# that answers with old or partial data: `scan` is believed. A planted test item, which must appear
# and must vanish, would show it, and it is cheap: first thing on Monday. (3) A false date or owner:
# a restored recording with today's `collected_on` is young for ever, a device that was sold belongs
# to the wrong child. Compare the dates with the logs of the devices. (4) What was learnt from the
# data: a model that has heard a voice holds no item. That is for the deletion workflow.
#
# The complaint against Amazon alleges that location data lay in secondary storage, out of reach of
# deletion requests, and that this was found again and again; somebody's checks had passed in between,
# perhaps. The order then requires that what is published is also adhered to. It binds Amazon, not us;
# but a sentence on our page that is not true is our own promise broken.
#
# Proposal: "Every night a program looks for overdue data in six storage systems, and we repair what it
# finds within seven days. It cannot see copies outside of them. Last complete check: <date>. Write to
# the privacy office, which answers for it." On Monday I plant the test items, and ask the office who
# signs.
