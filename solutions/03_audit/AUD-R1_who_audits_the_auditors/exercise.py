# %% [markdown]
# ## Why
#
# Your log says who looked at whom. So the log itself can be misused: it lists who was watched, how often, and by whom.
# The order requires each access to be logged and monitored,{fact}`O-R12` and an independent third party to assess the
# program.{fact}`O-R16` It does not say who may read the log. According to the complaint, a supervisor called it
# "normal" for an engineer to view so many accounts, and Ring reviewed only a portion of the activity.{fact}`F-R8`

# %% [markdown]
# ## Look
#
# Clara Hahn once more, an invented customer of Porchlight, an invented company: one line for each day and person.

# %% look
from privacylab.companies import porchlight

accesses = porchlight.table("accesses").query("customer_id == 'c-002347'").sort_values("occurred_at")
days = accesses.groupby([accesses["occurred_at"].dt.date, "person_id"], sort=False)
days.agg(accesses=("event_id", "size"), minutes=("seconds", lambda one: round(one.sum() / 60)), first=("occurred_at", "min"),
         labels=("label", "unique"), ground=("ground", "first"))

# %% [markdown]
# What does someone learn about her by reading only these lines? What would she want to learn?
#
# ## Write
#
# Porchlight's head of security wants to read the audit log "whenever needed". Write to her in 300 to 400 words: who may
# read the log, under which conditions, and who audits those readers?
#
# A person grades your text with this rubric. Each row gives 0, 1, or 2 points.
#
# | | 0 | 1 | 2 |
# |---|---|---|---|
# | **who reads** | "security" | names roles, each with its need | also says who must not read, and what each role does not see |
# | **who audits the readers** | no one, or the same people | reads are logged, and someone else reviews them | says where the chain of auditors ends (an anchor or a person outside), and why that is enough |
# | **the cases** | does not mention them | says what the complaint alleges about reviews | also says what the order requires and what is only engineering, and keeps the two apart |
# | **the people watched** | does not mention them | says whether they are told, or why not | also says what they can learn from the log, and what is left of it once they are erased |

# %% [markdown] essay
# A model answer, for graders. Others are as good.
#
# Dear Mira, not whenever needed. Three roles read the log. The monitor, a program, reads all of it and shows alerts,
# without the names of customers. An investigator reads one person's whole history, for one alert, with a ticket, and is
# never above or below that person. The privacy office reads what concerns one customer, when that customer asks. You see
# numbers: how many alerts are open, how many were closed, and by whom. You do not see who was watched.
#
# Each of these reads is an access to data about people. So it is an entry in a second log, with a ground and a ticket,
# and it is refused if the entry cannot be written. Who reads the second log? An auditor who works for another company,
# twice a year, with the power to ask for everything. The chain ends there, not because the auditor is better than we are,
# but because the auditor cannot change what we have anchored outside: each night's root and size are held by two parties
# who do not know each other. To lie, we would need both of them.
#
# The complaint alleges that a supervisor called it "normal" for an engineer to view so many accounts, and that only a
# portion of the activity was reviewed. So with us no supervisor closes an alert, and a review covers the whole history.
# The order requires that each access is logged and monitored, and that an independent assessor examines the program. It
# does not mention a tree, an anchor, or a second log. Those are our engineering.
#
# The privacy office tells people who were watched without a ground, within days. They can ask who looked, and why. When
# they leave, we destroy their salt: it stays provable that someone looked, and when, but not at whom. That is a loss for a
# later investigation, and we accept it.
