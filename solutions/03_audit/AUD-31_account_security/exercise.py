# %% [markdown]
# ## Why
#
# The complaint alleges that intruders compromised more than 55,000 accounts,{fact}`F-R17` that Ring allowed passwords
# such as "password" and "12345678", and that it had no rate limit on all portals.{fact}`F-R20` By the FTC's account,
# strangers threatened and insulted people through their own cameras, and one made advances to an 87-year-old in assisted
# living.{fact}`F-R23`
#
# The order requires strong passwords and multi-factor authentication (MFA) as an *option* for
# customers.{fact}`O-R13` For staff, MFA or an approved equivalent is *required*.{fact}`O-R11` Rate limits are
# engineering.

# %% given="setup"
from datetime import timedelta

import pandas as pd

from privacylab.checks import Checks, hint

# %% [markdown]
# ## Look
#
# Three nights at the log-in of Porchlight, an invented company, six hours to a row.

# %% look
import pandas as pd

from privacylab.companies import porchlight

attempts = porchlight.table("login_attempts").set_index("occurred_at").sort_index()
attempts = attempts.loc["2023-08-17 12:00":"2023-08-21 12:00"].reset_index()
attempts["six hours from"] = attempts["occurred_at"].dt.floor("6h")
failed, hours = attempts[~attempts["success"]], attempts.groupby("six hours from")
pd.DataFrame({
    "attempts": hours.size(),
    "share failed": 1 - hours["success"].mean().round(2),
    "customers who failed": failed.groupby("six hours from")["customer_id"].nunique(),
    "most failures of one customer": failed.groupby(["six hours from", "customer_id"]).size().groupby(level=0).max(),
    "most failures of one address": failed.groupby(["six hours from", "ip"]).size().groupby(level=0).max(),
})

# %% [markdown]
# **Before you code:** in which rows does an attack run? Suppose a log-in is blocked after five failures of one
# customer or twenty of one address. How much of this attack would that stop? Which columns show it anyway?
#
# ## Step 1 · Is this password good enough?
#
# The order says "strong passwords" and leaves it to the company what that means. Porchlight refuses passwords that are
# short, known, or easy to guess from the account.
#
# Complete `password_problems(password, email, common)`. It returns the list of words that apply, in this order:
#
# | word | applies if |
# |---|---|
# | `"short"` | it has fewer than 12 characters |
# | `"common"` | in lower case, it is in `common` |
# | `"personal"` | in lower case, it contains `"porchlight"`, or the part of `email` before the `@` in lower case |
#
# | `password`, with `email` `"Clara.Hahn2347@mail.example"` | result |
# |---|---|
# | `"12345678"` | `["short", "common"]` |
# | `"my clara.hahn2347 password"` | `["personal"]` |
# | `"korrekt pferd batterie"` | `[]` |

# %% step="password_problems"
def password_problems(password: str, email: str, common: set[str]) -> list[str]:
    """Return what is wrong with a new password: "short", "common", "personal", or nothing.

    common  passwords that attackers try first, all in lower case

    Every character counts, spaces and letters of any script included. Nothing is stripped. Order: III.E.6.
    """
    small = password.lower()
    problems = []
    ### BEGIN SOLUTION
    if len(password) < 12:
        problems.append("short")
    if small in common:
        problems.append("common")
    if "porchlight" in small or email.lower().split("@")[0] in small:
        problems.append("personal")
    ### END SOLUTION
    return problems

# %% test="password_problems"
COMMON = {"password", "12345678", "passwordpassword", "qwertyuiop12", "letmein letmein"}

CLARA = "Clara.Hahn2347@mail.example"

with checks("the passwords that the complaint names are refused, and a long phrase is not"):
    assert password_problems("password", CLARA, COMMON) == ["short", "common"]
    assert password_problems("12345678", CLARA, COMMON) == ["short", "common"]
    assert password_problems("korrekt pferd batterie", CLARA, COMMON) == []

### BEGIN HIDDEN TESTS
# class seed: words anna bob app text message hardware key intern evil home cafe
with checks("twelve characters of any kind are enough", hint=3):
    lengths = {"eleven char": ["short"], "twelve chars": [], "ΐντερνετ ναι": [], "ΐντερνετ": ["short"], "İ" * 11: ["short"], "            ": [], "": ["short"],
               "A1!a1!A1!a1": ["short"], "nodigitsnosigns": [], "ein langes Wort mit Leerzeichen ": []}  # fmt: skip
    letters = "".join(checks.random.sample("bcdfghjkmnpqrstvwxz", 12))
    lengths |= {letters: [], letters[1:]: ["short"]}
    assert {one: password_problems(one, CLARA, COMMON) for one in lengths} == lengths

with checks("a common password is found in capitals, too, but only as a whole", hint=2):
    cases = {"PasswordPassword": ["common"], "QWERTYUIOP12": ["common"], "Password": ["short", "common"],
             "passwordpassword1": [], "not password, no": [], " passwordpassword": [], "Letmein Letmein": ["common"]}  # fmt: skip
    letters = "".join(checks.random.sample("bcdfghjkmnpqrstvwxz", 5))
    cases |= {f"{letters}passwordpassword": [], f"qwertyuiop12{letters}": []}
    assert {one: password_problems(one, CLARA, COMMON) for one in cases} == cases
    assert password_problems("passwordpassword", CLARA, set()) == []

with checks("a password does not contain the company's name or the name in the email address", hint=1):
    cases = {"clara.hahn2347!": ["personal"], "xxCLARA.HAHN2347": ["personal"], "my PorchLight pw": ["personal"],
             f"{checks.random.random()} Clara.Hahn2347": ["personal"], "clara hahn 2347": [], "mail.example 42": [], "my porch light pw": [], "porchlight": ["short", "personal"]}  # fmt: skip
    assert {one: password_problems(one, CLARA, COMMON) for one in cases} == cases
    assert password_problems("anna+anna+anna", "anna@post.example", {"anna+anna+anna"}) == ["common", "personal"]
    assert password_problems("bob", "bob@post.example", {"bob"}) == ["short", "common", "personal"]
    plus = [password_problems(one, "clara+cam@post.example", COMMON) for one in ("clara is at home", "Clara+Cam is home")]
    assert plus == [[], ["personal"]]
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · Offered or required?
#
# Someone has typed the right password. Complete `after_password(kind, methods, verified)`. The account has enrolled
# `methods` for MFA. The method just used, `verified`, counts only if it is one of them.
#
# | the account | if `verified` counts | if it does not |
# |---|---|---|
# | has methods, customer or staff | `"enter"` | `"ask"` |
# | has none, and `kind` is `"customer"` | – | `"enter and offer"` |
# | has none, and `kind` is anything else | – | `"refuse"` |
#
# | `kind` | `methods` | `verified` | result |
# |---|---|---|---|
# | `"customer"` | `[]` | `None` | `"enter and offer"` |
# | `"customer"` | `["app"]` | `None` | `"ask"`: anyone enrolled in MFA is always asked |
# | `"contractor"` | `[]` | `None` | `"refuse"` |
# | `"employee"` | `["hardware key"]` | `"hardware key"` | `"enter"` |
#
# A company may do more than the order: Ring made MFA mandatory for customers on 18 Feb 2020.{fact}`F-R22`

# %% step="after_password"
def after_password(kind: str, methods: list[str], verified: str | None) -> str:
    """Return what to do after a right password: "enter", "ask", "enter and offer", or "refuse".

    kind      such as "customer", "employee", "contractor", "affiliate", or one you have never heard of
    methods   the MFA methods of the account, such as "app", "text message", "hardware key"
    verified  the method that was just used successfully, or None

    Order: III.E.4 (staff: required), III.E.6 (customers: an option).
    """
    ### BEGIN SOLUTION
    if methods:
        return "enter" if verified in methods else "ask"
    return "enter and offer" if kind == "customer" else "refuse"
    ### END SOLUTION

# %% test="after_password"
with checks("MFA is offered to customers and required of staff", "AUD-32"):
    assert after_password("customer", [], None) == "enter and offer"
    assert after_password("employee", [], None) == "refuse"
    assert after_password("employee", ["hardware key"], "hardware key") == "enter"

### BEGIN HIDDEN TESTS
with checks("everyone who is not a customer needs a second factor", "AUD-32", hint=1):
    kinds = ["employee", "contractor", "affiliate", "service", "intern", "Customer", "customer service", "customer"]
    assert [after_password(kind, [], None) for kind in kinds] == ["refuse"] * 7 + ["enter and offer"]
    assert [after_password(kind, ["app"], "app") for kind in kinds] == ["enter"] * 8

with checks("anyone enrolled in MFA is asked each time, customers included", "AUD-32", hint=2):
    asked = [after_password(kind, ["app", "text message"], None) for kind in ("customer", "contractor")]
    assert asked == ["ask", "ask"]
    assert [after_password("customer", ["app", "text message"], one) for one in ("text message", "app")] == ["enter"] * 2

with checks("a method that the account has not enrolled does not count", "AUD-32", hint=3):
    assert after_password("customer", ["app"], "text message") == "ask"
    assert [after_password("employee", ["text message"], one) for one in ("text", "message")] == ["ask"] * 2
    assert after_password("employee", ["hardware key"], "app") == "ask"
    assert after_password("customer", [], "app") == "enter and offer"
    assert after_password("affiliate", [], "app") == "refuse"
### END HIDDEN TESTS

# %% [markdown]
# ## Step 3 · One limit for all portals
#
# Complete the class `LoginGate(per_customer, per_address)`. Every portal calls `attempt` of the *same* gate.
#
# `attempt(at, portal, customer_id, ip, correct)` looks back one hour: after `at` − 1 hour, up to and including `at`. It
# returns
#
# - `"blocked"` if, **before this attempt**, through any portal, the customer had `per_customer` or more wrong attempts
#   in that hour, or the address had `per_address` or more;
# - otherwise `"in"` if `correct` is true, and `"wrong"` if not.
#
# Count only the `"wrong"` attempts. If blocked ones counted, anyone could keep Clara locked out. And a success clears
# no count: an attacker could reset an address's count with an account of his own.
#
# With `LoginGate(2, 20)`, and each attempt from another address:
#
# | at | portal | customer | correct | result |
# |---|---|---|---|---|
# | 10:00 | web | clara | no | `"wrong"` |
# | 10:20 | app | clara | no | `"wrong"` |
# | 10:59 | legacy api | clara | yes | `"blocked"` |
# | 11:00 | web | clara | yes | `"in"`: the first one is an hour old |

# %% step="LoginGate"
class LoginGate:
    """The log-in of all portals together, with one rate limit.

    per_customer  how many wrong attempts in an hour block a customer
    per_address   how many wrong attempts in an hour block an address
    """

    def __init__(self, per_customer: int, per_address: int):
        ### BEGIN SOLUTION
        self.per_customer, self.per_address = per_customer, per_address
        self.wrong = []
        ### END SOLUTION

    def attempt(
        self, at: pd.Timestamp, portal: str, customer_id: str, ip: str, correct: bool
    ) -> str:
        """Return "blocked", "in", or "wrong". Attempts come in the order of time."""
        ### BEGIN SOLUTION
        recent = [one for one in self.wrong if one[0] > at - timedelta(hours=1)]
        of_customer = sum(one[1] == customer_id for one in recent)
        of_address = sum(one[2] == ip for one in recent)
        if of_customer >= self.per_customer or of_address >= self.per_address:
            return "blocked"
        if correct:
            return "in"
        self.wrong.append((at, customer_id, ip))
        return "wrong"
        ### END SOLUTION

# %% test="LoginGate"
from privacylab.checks import call_each

TEN = pd.Timestamp("2023-08-19T10:00", tz="UTC")

MINUTE = pd.Timedelta(minutes=1)

def tried(gate, *rows):
    """Return what a gate says to rows of (minutes, portal, customer, ip, correct)."""
    return call_each(gate.attempt, [(TEN + minute * MINUTE, *row) for minute, *row in rows])

with checks("three portals share one limit", "AUD-33"):
    rows = [(0, "web", "clara", "a", False), (20, "app", "clara", "b", False),
            (59, "legacy api", "clara", "c", True), (60, "web", "clara", "d", True)]  # fmt: skip
    assert tried(LoginGate(2, 20), *rows) == ["wrong", "wrong", "blocked", "in"]

### BEGIN HIDDEN TESTS
# class seed: dates days
with checks("an address is limited over all customers and portals, and other addresses are not", "AUD-33", hint=1):
    portals = ["web", "app", "legacy api"]
    wave = [(n, portals[n % 3], f"c-{n}", "evil", n == 7) for n in range(9)]
    assert tried(LoginGate(5, 4), *wave) == ["wrong"] * 4 + ["blocked"] * 5
    gate = LoginGate(5, 4)
    assert tried(gate, *wave, (9, "web", "c-9", "home", True)) == ["wrong"] * 4 + ["blocked"] * 5 + ["in"]
    assert tried(gate, (10, "web", "c-10", "home", False), (63, "app", "c-11", "evil", True)) == ["wrong", "in"]
    assert tried(LoginGate(5, 4), (0, "web", "c-1", "evil", True)) == ["in"]
    same = [(n, "web", "c-1", "evil", False) for n in range(5)]  # one customer, one address
    assert tried(LoginGate(99, 3), *same) == tried(LoginGate(3, 99), *same) == ["wrong"] * 3 + ["blocked"] * 2

with checks("the limit looks back exactly one hour from each attempt", "AUD-33", hint=3):
    gate = LoginGate(3, 99)
    rows = [(20, "web", "c-1", "a", False), (50, "web", "c-1", "b", False), (55, "app", "c-1", "c", False)]
    assert tried(gate, *rows, (79, "web", "c-1", "d", True)) == ["wrong"] * 3 + ["blocked"]
    assert tried(gate, (80, "web", "c-1", "d", False), (81, "web", "c-1", "e", True)) == ["wrong", "blocked"]
    assert tried(gate, (110, "web", "c-1", "f", True), (115, "web", "c-1", "f", True)) == ["in", "in"]
    assert tried(LoginGate(1, 9), (5, "web", "c-1", "a", False), (5, "app", "c-1", "b", True)) == ["wrong", "blocked"]
    at_once = [(5, "web", "c-1", "a", False)] * 3
    assert tried(LoginGate(2, 9), *at_once) == tried(LoginGate(9, 2), *at_once) == ["wrong", "wrong", "blocked"]
    others = [(n, "web", f"c-{n}", f"a-{n}", False) for n in range(58)]
    assert tried(LoginGate(1, 9), *others, (58, "app", "c-0", "home", True))[-1] == "blocked"

with checks("blocked attempts are not counted, so no one stays locked out", "AUD-33", hint=2):
    gate = LoginGate(2, 99)
    noise = [(n, "legacy api", "clara", f"x-{n}", False) for n in range(60)]
    assert tried(gate, *noise) == ["wrong"] * 2 + ["blocked"] * 58
    assert tried(gate, (61, "app", "clara", "home", True)) == ["in"]
    gate = LoginGate(99, 2)
    assert tried(gate, *[(n, "web", f"c-{n}", "cafe", False) for n in range(60)])[2:] == ["blocked"] * 58
    assert tried(gate, (61, "app", "clara", "cafe", True)) == ["in"]

with checks("a success clears no count, neither the customer's nor the address's", "AUD-33", hint=2):
    gate = LoginGate(2, 9)
    rows = [(0, "web", "c-1", "a", False), (1, "web", "c-1", "a", True), (2, "web", "c-1", "a", False)]
    assert tried(gate, *rows, (3, "web", "c-1", "a", True)) == ["wrong", "in", "wrong", "blocked"]
    rows = [(n, "web", "own" if n % 2 else f"c-{n}", "evil", n % 2 == 1) for n in range(8)]
    assert tried(LoginGate(9, 2), *rows) == ["wrong", "in", "wrong"] + ["blocked"] * 5

with checks("two gates share nothing, and customers and addresses are counted separately", "AUD-33", hint=3):
    one, other = LoginGate(1, 1), LoginGate(1, 1)
    assert tried(one, (0, "web", "c-1", "a", False)) == ["wrong"]
    assert tried(other, (1, "web", "c-1", "a", True)) == ["in"]
    rows = [(0, "web", "same", "x", False), (1, "web", "y", "same", True), (2, "web", "same", "z", True)]
    assert tried(LoginGate(1, 2), *rows) == ["wrong", "in", "blocked"]
    assert tried(LoginGate(2, 1), *rows) == ["wrong", "in", "in"]
### END HIDDEN TESTS

# %% [markdown]
# ## Step 4 · Many addresses, many customers
#
# Attackers try a stolen password once for each customer, from hundreds of addresses. No count per customer or per
# address shows that. Complete `alarm_at(attempts, rules)`, over all portals together. For each attempt, at t, look back
# one hour: after t − 1 hour, up to and including t. There is an alarm at t if in that hour
#
# - **more than** `rules["customers"]` different customers had a failed attempt, and
# - **more than** `rules["share"]` of all attempts failed.
#
# Return the first t with an alarm, or `None`. With `{"customers": 3, "share": 0.5}`:
#
# | attempts within one hour | alarm |
# |---|---|
# | 4 customers fail, from 4 addresses, through 3 portals | at the fourth |
# | 3 customers fail 10 times each | none: too few customers |
# | 4 customers fail, and 4 others succeed before | none: half is not more than half |
# | 3 customers fail; then, at one instant, a fourth fails and 4 others succeed | none: all that happens at t counts |

# %% step="alarm_at"
def alarm_at(attempts: pd.DataFrame, rules: dict) -> pd.Timestamp | None:
    """Return when credential stuffing was first visible, or None.

    attempts  one row per attempt: occurred_at, portal, customer_id, ip, success. No value is missing;
              rows are in no particular order.
    rules     {"customers": a number, "share": a number from 0 to 1}
    """
    ### BEGIN SOLUTION
    rows = attempts.sort_values("occurred_at")
    times = rows["occurred_at"]
    for t in times:
        begin = times.searchsorted(t - timedelta(hours=1), "right")
        window = rows.iloc[begin : times.searchsorted(t, "right")]
        failed = window.loc[~window["success"], "customer_id"]
        if failed.nunique() > rules["customers"] and len(failed) > rules["share"] * len(window):
            return t
    return None
    ### END SOLUTION

# %% test="alarm_at"
STUFFING = {"customers": 3, "share": 0.5}

def attempts(*rows):
    """Make attempts from rows of (minutes, portal, customer, ip, success)."""
    made = pd.DataFrame(list(rows), columns=["occurred_at", "portal", "customer_id", "ip", "success"])
    times = pd.to_datetime([TEN + n * MINUTE for n in made["occurred_at"]], utc=True)
    return made.assign(occurred_at=times, success=made["success"].astype(bool))

def wave(number, gap, **same):
    """Return failed attempts at different customers, addresses and portals, gap minutes apart."""
    portals = ["web", "app", "legacy api"]
    return [(n * gap, portals[n % 3], same.get("customer", f"c-{n}"), f"192.0.2.{n}", False) for n in range(number)]

with checks("one try at each of four customers, from four addresses, is an attack", "AUD-34"):
    assert alarm_at(attempts(*wave(4, 5)), STUFFING) == TEN + 15 * MINUTE
    assert alarm_at(attempts(*wave(3, 5)), STUFFING) is None

### BEGIN HIDDEN TESTS
# class seed: dates days
with checks("different customers are counted, not attempts", "AUD-34", hint=1):
    assert alarm_at(attempts(*wave(30, 1, customer="c-1")), STUFFING) is None
    three = [(n, "web", f"c-{n % 3}", f"192.0.2.{n}", False) for n in range(30)]
    assert alarm_at(attempts(*three), STUFFING) is None
    assert alarm_at(attempts(*three, (31, "app", "c-9", "192.0.2.9", False)), STUFFING) == TEN + 31 * MINUTE
    for most in (1, 6):
        last = alarm_at(attempts(*wave(most + 1, 1)), {"customers": most, "share": 0.5})
        assert (last, alarm_at(attempts(*wave(most, 1)), {"customers": most, "share": 0.5})) == (TEN + most * MINUTE, None)
    got_in = (6, "app", "c-0", "192.0.2.0", True)  # found the password at the second try
    assert alarm_at(attempts(*wave(4, 5), got_in), STUFFING) == TEN + 15 * MINUTE

with checks("there is no alarm unless more than the share of all attempts failed", "AUD-34", hint=2):
    good = [(n, "web", f"g-{n}", f"198.51.100.{n}", True) for n in range(4)]
    assert alarm_at(attempts(*wave(4, 5), *good), STUFFING) is None
    assert alarm_at(attempts(*wave(5, 5), *good), STUFFING) == TEN + 20 * MINUTE
    assert alarm_at(attempts(*wave(4, 5), *good[:3]), STUFFING) == TEN + 15 * MINUTE
    assert alarm_at(attempts(*wave(40, 1), *[(n, "app", f"g-{n}", "a", True) for n in range(60)]), STUFFING) is None
    assert alarm_at(attempts(*wave(4, 5), *good), {"customers": 3, "share": 0.4}) == TEN + 15 * MINUTE
    one = [(0, "web", "g-1", "a", True)] * 10  # ten attempts, though of one customer
    assert alarm_at(attempts(*wave(4, 5), *one), STUFFING) is None
    assert alarm_at(attempts(*wave(6, 5), *one[:5]), STUFFING) == TEN + 25 * MINUTE
    late = [(n + 30, *row) for n, (_, *row) in enumerate(wave(4, 5))]  # half of the hour's attempts, until ...
    assert alarm_at(attempts(*late, *one[:5], (61, "web", "g-1", "a", True)), STUFFING) == TEN + 61 * MINUTE
    tie = [(15, "web", f"g-{n}", "a", True) for n in range(4)]
    for rows in ([*wave(4, 5), *tie], [*tie, *wave(4, 5)]):
        assert alarm_at(attempts(*rows), STUFFING) is None
    later = [(n + 20, "web", f"g-{n}", "a", True) for n in range(50)]
    assert alarm_at(attempts(*wave(4, 5), *later), STUFFING) == TEN + 15 * MINUTE

with checks("the window is the hour that ends with the attempt, and the first alarm is returned", "AUD-34", hint=3):
    assert alarm_at(attempts(*wave(4, 20)), STUFFING) is None
    assert alarm_at(attempts(*wave(40, 20)), STUFFING) is None
    assert alarm_at(attempts(*wave(4, 19)[::-1]), STUFFING) == TEN + 57 * MINUTE
    late = [(minute + 45, *row) for minute, *row in wave(9, 5)]
    assert alarm_at(attempts(*late[::-1]), STUFFING) == TEN + 60 * MINUTE
    old = [(n, "web", f"o-{n}", "a", True) for n in range(60)]
    assert alarm_at(attempts(*old, *[(m + 120, *row) for m, *row in wave(4, 5)]), STUFFING) == TEN + 135 * MINUTE
    at_once = [(0, *row) for _, *row in wave(4, 5)]
    assert alarm_at(attempts(*at_once), STUFFING) == TEN
    assert alarm_at(attempts(), STUFFING) is None
### END HIDDEN TESTS
