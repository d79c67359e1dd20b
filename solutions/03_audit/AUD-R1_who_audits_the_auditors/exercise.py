# %% [markdown]
# ## Why
#
# Your log says who looked at whom. So it is itself a list that one can misuse: who was watched, how often,
# and by whom. Porchlight's head of security wants to read it "whenever needed". Write to her, in 300 to
# 400 words: who may read the audit log, under which conditions, and who audits them?
#
# A person grades it, by this rubric; each row gives 0, 1 or 2 points.
#
# | | 0 | 1 | 2 |
# |---|---|---|---|
# | **who reads** | "security" | named roles, each with its need | also who must not, and what each role does not see |
# | **who audits them** | nobody, or the same people | reads are logged, and somebody else looks | says where the regress ends: an anchor or a person outside, and why that is enough |
# | **the cases** | does not mention them | names what the complaint alleges about reviews | says what the order requires, what is only engineering, and keeps the two apart |
# | **the watched** | does not mention them | says that they are told, or why not | says what they can learn from the log, and what is left of it when they are erased |

# %% [markdown] essay
# A model answer, for those who grade. Others are as good.
#
# Dear Mira, not whenever needed. Three roles read. The monitor, a program, reads all of it and shows
# alerts, no names of customers. An investigator reads one person's whole history, for one alert, with a
# ticket; never somebody above or below that person. The privacy office reads what concerns one customer,
# when that customer asks. You see numbers: alerts open, closed, and by whom. You do not see who was watched.
#
# Each of these reads is an access to data about people, so it is an entry in a second log, with ground and
# ticket, and refused where it cannot be written. Who reads that one? An auditor who works for somebody
# else, twice a year, with the power to ask for everything. There the regress ends, not because the auditor
# is better than we are, but because the auditor cannot change what we have anchored outside: each night's
# root and size lie with two parties who do not know each other. To lie we would need both of them.
#
# The complaint alleges that a supervisor called thousands of views "normal", and that only a portion was
# reviewed; so no supervisor closes, and the history is whole. The order requires that each access is
# logged and monitored, and independent assessments; it does not say tree, anchor or second log. Those
# are ours.
#
# Those who were watched without a ground are told, by the privacy office, within days. They can ask who
# looked and why. When they leave, their salt is destroyed: that somebody looked, and when, stays
# provable, and that it was they does not. That is a loss for a later investigation, and we accept it.
