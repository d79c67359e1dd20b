# %% [markdown]
# ## Why
#
# The Ring order makes the company email everyone who had an account before 1 February 2018.{fact}`O-R19`
# Its \$5.8 million may go back to customers;{fact}`O-R20` the \$25 million of the Alexa order is a civil
# penalty.{fact}`F-A18` Sending an email does not mean that anyone was told: the address may be dead. And
# a report that adds up "31 million for the families" promises money that they will not see.

# %% given="setup"
import pandas as pd

from privacylab.checks import Checks, hint, small_table

day = pd.Timestamp  # day("2023-08-31") is that date, at midnight, without a time zone

# %% [markdown]
# ## Look
#
# This is the outbox of Porchlight, an invented camera company, which must send such a notice. Four invented
# customers had an account before 1 February 2018.

# %% look
mails = small_table(
    "customer_id sent_on form enclosures bounced",
    ("ann", day("2023-07-03"), "A", 0, False),
    ("bo", day("2023-07-03"), "A", 0, True),
    ("bo", day("2024-01-15"), "A", 0, False),
    ("cy", day("2023-07-03"), "A", 1, False),
    ("di", day("2023-07-03"), "A", 0, True),
)
mails

# %% [markdown]
# **Before you code:** the order was entered on 16 June 2023, so most notices were due on 13 December. How
# many emails had been sent by then, and how many of the four customers had been told?
#
# ## Step 1 · Which email is a notice?
#
# Complete `told_on(mails)`. It returns a dict from each `customer_id` to the day of the first email that
# counts. Leave out customers without one.
#
# | an email counts if | because |
# |---|---|
# | its `form` is `"A"` | the order: "a notice in the form shown in Attachment A" |
# | it has 0 `enclosures` | the order: it "must not include any other enclosures" |
# | it did not bounce | engineering: the order says nothing about bounced emails |
#
# For the outbox above: `{"ann": day("2023-07-03"), "bo": day("2024-01-15")}`.
#
# The order makes Ring take reasonable efforts to find customers' contact information.

# %% step="told_on"
def told_on(mails: pd.DataFrame) -> dict[str, pd.Timestamp]:
    """Return the day on which each customer was first told, by customer_id.

    mails has one row for each email, in any order: customer_id, sent_on, form ("A", or another
    string), enclosures (a whole number), and bounced (True or False). Nothing is ever missing.
    Source: Ring order, section VIII.B.
    """
    ### BEGIN SOLUTION
    counts = mails[(mails["form"] == "A") & (mails["enclosures"] == 0) & ~mails["bounced"]]
    return counts.groupby("customer_id")["sent_on"].min().to_dict()
    ### END SOLUTION

# %% test="told_on"
MAIL = "customer_id sent_on form enclosures bounced"

outbox = small_table(
    MAIL,
    ("ann", day("2023-07-03"), "A", 0, False),
    ("bo", day("2023-07-03"), "A", 0, True),
    ("bo", day("2024-01-15"), "A", 0, False),
    ("cy", day("2023-07-03"), "A", 1, False),
    ("di", day("2023-07-03"), "A", 0, True),
)

with checks("an email that bounced or has an enclosure is not a notice, and a second email may be one"):
    assert told_on(outbox) == {"ann": day("2023-07-03"), "bo": day("2024-01-15")}

### BEGIN HIDDEN TESTS
# class seed: words ann bo cy di eve fay
def box(*rows):
    return small_table(MAIL, *((who, day(sent), *rest) for who, sent, *rest in rows))

with checks("the form and the enclosures count, each for itself", hint=2):
    other = box(
        ("ann", "2023-07-03", "B", 0, False),
        ("ann", "2023-08-03", "A", 0, False),
        ("bo", "2023-07-03", "A", 2, False),
        ("bo", "2023-09-03", "B", 1, False),
        ("cy", "2023-07-03", "a", 0, False),
        ("di", "2023-07-03", "A1", 0, False),
        ("eve", "2023-07-03", "Attachment A", 0, False),
        ("fay", "2023-07-03", "A ", 0, False),
    )
    assert told_on(other) == {"ann": day("2023-08-03")}

with checks("the first email that counts decides, in any order of the rows", hint=3):
    twice = box(
        ("ann", "2023-09-03", "A", 0, False),
        ("ann", "2023-07-03", "A", 0, False),
        ("ann", "2023-06-20", "A", 1, False),
        ("bo", "2023-07-09", "A", 0, False),
        ("bo", "2023-08-09", "A", 0, False),
    )
    expected = {"ann": day("2023-07-03"), "bo": day("2023-07-09")}
    assert told_on(twice) == expected
    assert told_on(twice[::-1]) == expected

with checks("an email that bounced tells no one, before or after one that arrived", "REC-08", hint=1):
    again = box(
        ("ann", "2023-07-03", "A", 0, False),
        ("ann", "2023-06-20", "A", 0, True),
        ("bo", "2023-07-03", "A", 0, True),
        ("cy", "2023-07-05", "A", 0, False),
        ("cy", "2023-07-06", "A", 0, True),
    )
    assert told_on(again) == {"ann": day("2023-07-03"), "cy": day("2023-07-05")}
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · Who knows, who doesn't, and what is left to do?
#
# Your `notice_days(customers, entered_on)` from CLK-08 returns `{customer_id: due day}`. Complete
# `notice_status(customers, mails, entered_on, today)`. It returns a dict with a tuple (status, task) for
# each of these customers.
#
# | status | when |
# |---|---|
# | `"told"` | first told on the due day or before |
# | `"told late"` | first told after it |
# | `"open"` | not told, and `today` is the due day or earlier |
# | `"overdue"` | not told, and the due day is past |
#
# | task | when |
# |---|---|
# | `"none"` | the customer was told, late or not |
# | `"find an address"` | not told, and the customer's latest email, of any form, bounced |
# | `"send"` | not told, in every other case |
#
# The tasks are engineering, not the order's.
#
# | `entered_on` = 2023-06-16, `today` = 2024-02-01 | result |
# |---|---|
# | due 2023-12-13, told 2024-01-15 | `("told late", "none")` |
# | due 2023-12-13, one email, which bounced | `("overdue", "find an address")` |
# | identified 2024-01-10, no email | `("open", "send")` |

# %% step="notice_status"
def notice_status(
    customers: pd.DataFrame, mails: pd.DataFrame, entered_on: pd.Timestamp, today: pd.Timestamp
) -> dict[str, tuple[str, str]]:
    """Return the status and the task for each customer who must get the notice, by customer_id.

    customers  as in CLK-08: customer_id, opened_on, closed_on, identified_on
    mails      as in step 1: all emails up to today, at most one a day to each customer; some went
               to people who need no notice

    Source: Ring order, section VIII.
    """
    ### BEGIN SOLUTION
    told = told_on(mails)
    latest = mails.sort_values("sent_on").groupby("customer_id")["bounced"].last()
    found = {}
    for customer, due_on in notice_days(customers, entered_on).items():
        if customer in told:
            found[customer] = ("told late" if told[customer] > due_on else "told", "none")
        else:
            task = "find an address" if latest.get(customer) else "send"
            found[customer] = ("overdue" if today > due_on else "open", task)
    return found
    ### END SOLUTION

# %% test="notice_status"
CUSTOMER = "customer_id opened_on closed_on identified_on"
AT = {"entered_on": day("2023-06-16"), "today": day("2024-02-01")}

def people(**identified):
    rows = ((name, day("2016-03-01"), pd.NaT, day(on)) for name, on in identified.items())
    return small_table(CUSTOMER, *rows, dates="closed_on")

four = people(ann="2023-07-01", bo="2023-07-01", di="2023-07-01", eve="2024-01-10")

with checks("told, told late, overdue and open, each with its task"):
    assert notice_status(four, outbox, **AT) == {
        "ann": ("told", "none"),
        "bo": ("told late", "none"),
        "di": ("overdue", "find an address"),
        "eve": ("open", "send"),
    }

### BEGIN HIDDEN TESTS
with checks("the due day itself is in time, for an email and for today", hint=2):
    two = people(ann="2023-07-01", bo="2023-07-01")
    sent = box(("ann", "2023-12-13", "A", 0, False), ("bo", "2023-12-14", "A", 0, False))
    found = notice_status(two, sent, **AT)
    assert found == {"ann": ("told", "none"), "bo": ("told late", "none")}
    entered_on = day("2023-06-16")
    found = notice_status(two, sent[:0], entered_on, day("2023-12-13"))
    assert found == dict.fromkeys(["ann", "bo"], ("open", "send"))
    found = notice_status(two, sent[:0], entered_on, day("2023-12-14"))
    assert found == dict.fromkeys(["ann", "bo"], ("overdue", "send"))

with checks("a customer who is found later has a due day of their own", hint=2):
    two = people(eve="2024-01-10", fay="2024-01-20")
    sent = box(("eve", "2024-02-09", "A", 0, False), ("fay", "2024-02-20", "A", 0, False))
    found = notice_status(two, sent, day("2023-06-16"), day("2024-03-01"))
    assert found == {"eve": ("told", "none"), "fay": ("told late", "none")}
    found = notice_status(two, sent[:0], day("2023-06-16"), day("2024-02-10"))
    assert found == {"eve": ("overdue", "send"), "fay": ("open", "send")}

with checks("only people in the cohort are in the result, no matter who got email", hint=1):
    closed = four.assign(closed_on=day("2021-05-01"))
    rows = pd.concat([closed, four.assign(customer_id="new", opened_on=day("2018-02-01"))[:1]])
    sent = pd.concat([outbox, box(("new", "2023-07-03", "A", 0, False))])
    found = notice_status(rows, sent, **AT)
    assert found == notice_status(four, outbox, **AT)
    assert set(found) == {"ann", "bo", "di", "eve"}

with checks("the latest email decides whether to look for an address", "REC-08", hint=3):
    five = people(**dict.fromkeys(["ann", "bo", "cy", "di", "eve"], "2023-07-01"))
    sent = box(
        ("ann", "2023-08-01", "A", 1, False),
        ("ann", "2023-07-01", "A", 0, True),
        ("bo", "2023-08-01", "A", 0, True),
        ("bo", "2023-07-01", "B", 0, False),
        ("cy", "2023-08-01", "A", 0, True),
        ("cy", "2023-07-01", "A", 0, False),
        ("eve", "2023-08-01", "B", 1, True),
        ("eve", "2023-07-01", "B", 0, False),
    )
    expected = {
        "ann": ("overdue", "send"),
        "bo": ("overdue", "find an address"),
        "cy": ("told", "none"),
        "di": ("overdue", "send"),
        "eve": ("overdue", "find an address"),
    }
    assert notice_status(five, sent, **AT) == expected
    assert notice_status(five, sent[::-1], **AT) == expected
    found = notice_status(five, sent, AT["entered_on"], day("2023-09-01"))
    assert found["bo"] == ("open", "find an address")
    assert found["di"] == ("open", "send")
### END HIDDEN TESTS

# %% [markdown]
# ## Step 3 · Where does the money go?
#
# Complete `where_money_goes(judgments, spent)`. It returns a dict with four sums, in whole dollars:
#
# | key | what | because |
# |---|---|---|
# | `"Treasury"` | every `"civil penalty"` | the Alexa order: paid to the Treasurer of the United States |
# | `"customers"` | payments that were not returned | the Ring order: redress from the Commission's fund |
# | `"expenses"` | the cost of paying it out | the Ring order: attendant expenses of the fund |
# | `"Commission"` | all `"redress"`, minus customers and expenses | the Ring order: other relief, and what is not used for that goes to the Treasury |
#
# Nothing goes back to a company: both orders say so. The Ring order doesn't say which customers are paid
# how much. The Commission decides that.
#
# | judgments | spent | result |
# |---|---|---|
# | 2500 penalty, 580 redress | payments of 300, not returned, and 100, returned; expenses of 20 | `{"Treasury": 2500, "customers": 300, "expenses": 20, "Commission": 260}` |

# %% step="where_money_goes"
def where_money_goes(judgments: pd.DataFrame, spent: pd.DataFrame) -> dict[str, int]:
    """Return the dollars for the Treasury, customers, and expenses, and what the Commission decides on.

    judgments  order (unique), kind ("civil penalty" or "redress"), amount
    spent      what the fund has paid: what ("payment" or "expenses"), amount, returned (True for a
               payment that came back; False for expenses)

    Sources: Alexa order, VIII.A to C; Ring order, IX and X.
    """
    ### BEGIN SOLUTION
    total = judgments.groupby("kind")["amount"].sum()
    kept = spent[~spent["returned"]].groupby("what")["amount"].sum()
    paid, expenses = int(kept.get("payment", 0)), int(kept.get("expenses", 0))
    return {
        "Treasury": int(total.get("civil penalty", 0)),
        "customers": paid,
        "expenses": expenses,
        "Commission": int(total.get("redress", 0)) - paid - expenses,
    }
    ### END SOLUTION

# %% test="where_money_goes"
JUDGMENT, SPENT = "order kind amount", "what amount returned"

judgments = small_table(JUDGMENT, ("Alexa", "civil penalty", 2500), ("Ring", "redress", 580))
spent = small_table(
    SPENT, ("payment", 300, False), ("payment", 100, True), ("expenses", 20, False)
)

with checks("a penalty goes to the Treasury, redress pays customers, and the Commission decides on the rest", "REC-09"):
    assert where_money_goes(judgments, spent) == {
        "Treasury": 2500,
        "customers": 300,
        "expenses": 20,
        "Commission": 260,
    }

### BEGIN HIDDEN TESTS
TIMES = checks.random.randint(2, 900)  # in another currency, the same sums

def goes(judgments, *rows):
    rows = [(what, TIMES * amount, returned) for what, amount, returned in rows]
    table = small_table(SPENT, *rows) if rows else spent[:0]
    ordered = judgments.assign(amount=TIMES * judgments["amount"])
    return [amount / TIMES for amount in where_money_goes(ordered, table).values()]

with checks("a penalty pays no customer, and redress pays no Treasury", "REC-09", hint=2):
    assert goes(judgments[:1]) == [2500, 0, 0, 0]
    assert goes(judgments[1:]) == [0, 0, 0, 580]
    assert goes(judgments[1:], ("payment", 580, False)) == [0, 580, 0, 0]
    every = small_table(
        JUDGMENT,
        ("a", "redress", 100),
        ("b", "civil penalty", 7),
        ("c", "redress", 50),
        ("d", "civil penalty", 5),
    )
    assert goes(every, ("payment", 60, False), ("expenses", 8, False)) == [12, 60, 8, 82]

with checks("what came back was not paid, and expenses are paid by the fund", "REC-09", hint=3):
    rows = [("expenses", 9, False), ("payment", 200, True), ("payment", 50, False)]
    assert goes(judgments, *rows) == [2500, 50, 9, 521]
    assert goes(judgments, *rows, ("expenses", 1, False)) == [2500, 50, 10, 520]
    assert goes(judgments, ("payment", 580, True)) == [2500, 0, 0, 580]
    twice = [("payment", 50, False), ("payment", 50, False), ("expenses", 9, False)]
    assert goes(judgments, *twice, ("expenses", 9, False)) == [2500, 100, 18, 462]
### END HIDDEN TESTS
