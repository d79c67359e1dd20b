# %% [markdown]
# ## Why
#
# According to the Ring complaint, a supervisor called it "normal" for an engineer to view so many accounts, and
# Ring reviewed only a portion of the employee's activity.{fact}`F-R8` The Alexa complaint alleges that about
# 30,000 employees had access to recordings,{fact}`F-A12` and that about half had no need.{fact}`F-A13` The Ring
# order limits access to the job function, and requires a review every 12 months of who still needs it.{fact}`O-R11`
#
# You check the reviewers. If they are wrong, the watching continues.

# %% [markdown]
# ## Look
#
# Six grants at Porchlight, an invented company, each with its last review, if it has one.

# %% look
import pandas as pd

from privacylab.companies import porchlight

reviews = porchlight.table("reviews").sort_values("reviewed_on").drop_duplicates("grant_id", keep="last")
grants = porchlight.table("grants").merge(reviews, how="left", on="grant_id").set_index("grant_id")
roles = porchlight.table("people").set_index("person_id")["role"]
grants.insert(1, "role", grants["person_id"].map(roles))
grants.loc[["g-000001", "g-000003", "g-000043", "g-000077", "g-000084", "g-000219"]]

# %% [markdown]
# Today is 31 Aug 2023. Which of these grants would you keep, and what is wrong with the others?

# %% look
alerts = porchlight.table("alerts").drop(columns="raised_by")
managers = porchlight.table("people").set_index("person_id")["manager_id"]
alerts.insert(2, "manager_id", alerts["person_id"].map(managers))
pd.concat([alerts.head(7), alerts.query("alert_id == 'a-000018'")])

# %% [markdown]
# The log begins on 1 Jun 2022. Find three alerts that should not have been closed like this. The last one is about the
# person who watched Clara Hahn on 13 Feb. After it was closed, on 5 May, this person watched her again.

# %% given="setup"
import pandas as pd

from privacylab.checks import Checks, hint

# %% [markdown]
# ## Step 1 · Which grants are needed?
#
# Complete `review_grants(grants, reviews, people, job_functions, as_of)`. Count only grants in force. A grant is
# **needed** if all of these are true:
#
# - its `person_id` is in `people`, and that person's `ended_on` is missing or later than `as_of`;
# - `job_functions` has a row with the person's `role` and the grant's `permission`;
# - it has a **last review**: the latest row of `reviews` for this grant with `reviewed_on` up to `as_of` (never two on
#   one day);
# - this review's `reviewed_on` plus 12 calendar months is `as_of` or later;
# - this review's `reviewer_id` is not the grant's person (a manager or subordinate may review);
# - this review's `needed` is true, and its `justification` is not missing. (`""` is not missing.)
#
# | last review, for `as_of` 2023-08-31 unless it says otherwise | needed |
# |---|---|
# | 2022-08-31, by someone else | yes |
# | 2022-08-30, by someone else | no: too old |
# | 2023-07-01, by the person, after an earlier one by someone else | no: only the last review counts |
# | 2023-02-28, for `as_of` 2024-02-29 | no: 12 months end on 2024-02-28 |

# %% step="review_grants"
def review_grants(
    grants: pd.DataFrame,
    reviews: pd.DataFrame,
    people: pd.DataFrame,
    job_functions: pd.DataFrame,
    as_of: pd.Timestamp,
) -> dict:
    """Return {"needed", "in_force", "unneeded_share"} for the grants in force on as_of.

    grants         grant_id (unique), person_id, permission, granted_on, revoked_on*
    reviews        grant_id, reviewer_id, reviewed_on, needed (true or false), justification* (text)
    people         person_id (unique), role, manager_id*, ended_on*
    job_functions  role, permission; a role may have several

    A column with * may be missing: None, NaN, or NaT. Days (…_on, as_of) are Timestamps at midnight,
    without a time zone.

    A grant is in force if granted_on <= as_of, and revoked_on is missing or later than as_of.

    needed          the set of grant_ids of the grants in force that are needed
    in_force        the number of grants in force
    unneeded_share  the share of the grants in force that are not needed; 0.0 if none is in force

    Order: III.E.4, access limited to the job function and reviewed every 12 months.
    """
    ### BEGIN SOLUTION
    people_by_id = {person.person_id: person for person in people.itertuples()}
    functions = set(zip(job_functions["role"], job_functions["permission"]))
    past = reviews[reviews["reviewed_on"] <= as_of].sort_values("reviewed_on")
    last_review = {review.grant_id: review for review in past.itertuples()}

    def is_needed(grant) -> bool:
        person, review = people_by_id.get(grant.person_id), last_review.get(grant.grant_id)
        return (
            person is not None
            and not person.ended_on <= as_of
            and (person.role, grant.permission) in functions
            and review is not None
            and review.reviewed_on + pd.DateOffset(months=12) >= as_of
            and review.reviewer_id != grant.person_id
            and bool(review.needed)
            and pd.notna(review.justification)
        )

    in_force = grants[(grants["granted_on"] <= as_of) & ~(grants["revoked_on"] <= as_of)]
    needed = {grant.grant_id for grant in in_force.itertuples() if is_needed(grant)}
    share = 1 - len(needed) / len(in_force) if len(in_force) else 0.0
    return {"needed": needed, "in_force": len(in_force), "unneeded_share": share}
    ### END SOLUTION

# %% test="review_grants"
day = pd.Timestamp

TODAY = day("2023-08-31")

GRANT = {"grant_id": "g-1", "person_id": "p-1", "permission": "view", "granted_on": day("2022-01-01"), "revoked_on": None}

REVIEW = {"grant_id": "g-1", "reviewer_id": "p-9", "reviewed_on": day("2023-06-01"), "needed": True, "justification": "support desk"}

PERSON = {"person_id": "p-1", "role": "support", "manager_id": None, "ended_on": None}

FUNCTIONS = pd.DataFrame(
    [("legal", "view"), ("support", "query"), ("support", "view"), ("fraud", "export"), ("support", "share"), ("fraud", "view")],
    columns=["role", "permission"],
)

def table(row, changes):
    rows = [row | change for change in changes]
    columns = {name: [one[name] for one in rows] for name in row}
    for name, values in columns.items():
        if name.endswith("_on"):
            columns[name] = pd.to_datetime(values)
        if name.endswith("_at") or name.startswith("reviewed_") and "alert_id" in row:
            columns[name] = pd.to_datetime(values, utc=True)
    return pd.DataFrame(columns)

def reviewed(grants=({},), reviews=({},), people=({},)):
    return review_grants(table(GRANT, grants), table(REVIEW, reviews), table(PERSON, people), FUNCTIONS, TODAY)

with checks("a review by someone else counts, and the share is of the grants in force"):
    grants = [{}, {"grant_id": "g-2"}, {"grant_id": "g-3", "revoked_on": day("2023-01-01")}]
    assert reviewed(grants) == {"needed": {"g-1"}, "in_force": 2, "unneeded_share": 0.5}
    assert reviewed(reviews=[{"reviewer_id": "p-1"}])["needed"] == set()

### BEGIN HIDDEN TESTS
# class seed: words p g m top mid low lowest peer boss none up down
# class seed: dates 4 years
with checks("a grant is not needed if any one condition fails", hint=2):
    for change in (
        {"people": [{"role": "sales"}]}, {"people": [{"ended_on": TODAY}]}, {"people": []},
        {"reviews": [{"needed": False}]}, {"reviews": [{"justification": None}]}, {"reviews": []},
        {"reviews": [{"grant_id": "g-2"}]}, {"grants": [{"permission": "export"}]},
        {"reviews": [{"reviewer_id": "p-1"}]},
    ):  # fmt: skip
        assert reviewed(**change) == {"needed": set(), "in_force": 1, "unneeded_share": 1.0}
    for change in ({"people": [{"ended_on": TODAY + pd.Timedelta(days=1)}]}, {}):
        assert reviewed(**change) == {"needed": {"g-1"}, "in_force": 1, "unneeded_share": 0.0}

with checks("a review counts for 12 calendar months, and only the last one counts", hint=3):
    later = {"reviewed_on": day("2023-07-01")}
    last = {
        "a": [{"reviewed_on": day("2022-08-31")}], "b": [{"reviewed_on": day("2022-08-30")}],
        "c": [{"reviewed_on": TODAY}], "d": [{"reviewed_on": day("2023-09-01")}],
        "e": [later | {"needed": False}, {}], "f": [later, {"reviewer_id": "p-1"}],
        "g": [later | {"reviewer_id": "p-1"}, {}], "h": [later | {"justification": None}, {}],
    }  # fmt: skip
    reviews = [{"grant_id": name} | one for name, those in last.items() for one in those]
    for rows in (reviews, reviews[::-1]):
        assert reviewed([{"grant_id": name} for name in last], rows)["needed"] == {"a", "c", "f"}
    assert reviewed([{"granted_on": day("2023-08-01")}], reviews=[])["needed"] == set()  # new, and not reviewed

with checks("the share is taken of the grants in force, revoked and future ones left out", hint=1):
    many = [{"grant_id": f"g-{n}"} for n in range(300)]
    half = [{"grant_id": f"g-{n}"} for n in range(0, 300, 2)]
    found = reviewed(many, half)
    assert (found["in_force"], found["unneeded_share"], len(found["needed"])) == (300, 0.5, 150)
    dates = [
        {"grant_id": "g-1", "granted_on": TODAY}, {"grant_id": "g-2", "granted_on": TODAY + pd.Timedelta(days=1)},
        {"grant_id": "g-3", "revoked_on": TODAY}, {"grant_id": "g-4", "revoked_on": TODAY + pd.Timedelta(days=1)},
    ]  # fmt: skip
    found = reviewed(dates, [{"grant_id": f"g-{n}"} for n in range(1, 5)])
    assert found == {"needed": {"g-1", "g-4"}, "in_force": 2, "unneeded_share": 0.0}
    assert reviewed([]) == {"needed": set(), "in_force": 0, "unneeded_share": 0.0}

with checks("twelve calendar months are counted from the review, also around a leap day", hint=3):
    def needed_on(as_of, reviewed_on):
        reviews = table(REVIEW, [{"reviewed_on": day(reviewed_on)}])
        return review_grants(table(GRANT, [{}]), reviews, table(PERSON, [{}]), FUNCTIONS, day(as_of))["needed"]

    assert [needed_on("2024-03-01", "2023-03-01"), needed_on("2024-03-02", "2023-03-01")] == [{"g-1"}, set()]
    assert [needed_on("2023-02-28", "2022-02-28"), needed_on("2023-03-01", "2022-02-28")] == [{"g-1"}, set()]
    assert [needed_on("2025-02-28", "2024-02-29"), needed_on("2025-03-01", "2024-02-29")] == [{"g-1"}, set()]
    assert [needed_on("2024-02-28", "2023-02-28"), needed_on("2024-02-29", "2023-02-28")] == [{"g-1"}, set()]

with checks("anyone but the person may review, and the share is not rounded", hint=2):
    people = [{"manager_id": "boss"}, {"person_id": "boss"}, {"person_id": "low", "manager_id": "p-1"}]
    for reviewer in ("boss", "low", "somebody outside"):
        assert reviewed(reviews=[{"reviewer_id": reviewer}], people=people)["needed"] == {"g-1"}
    assert reviewed(reviews=[{"justification": ""}])["needed"] == {"g-1"}  # empty is not missing
    third = reviewed([{}, {"grant_id": "g-2"}, {"grant_id": "g-3"}])["unneeded_share"]
    assert abs(third - 2 / 3) < 1e-9
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · Was the alert closed properly?
#
# Complete `closing_problems(alerts, people, log)`. Leave open alerts out.
#
# | problem | applies if |
# |---|---|
# | `"not independent"` | `closed_by` is the person whom the alert is about, or anyone above or below them in the chain of `manager_id`s, at any distance; or `closed_by` is missing or not in `people` |
# | `"partial history"` | the person has an access in `log`, up to and including `closed_at`, that is not between `reviewed_from` and `reviewed_until` (both included) |
#
# If `reviewed_from` or `reviewed_until` is missing, nothing was reviewed. Accesses after `closed_at`, the `verdict`,
# and anyone's `ended_on` do not matter.
#
# For example, the alert is about p-1, whose manager is p-2. p-9 is neither above nor below p-1. p-1's only access was
# on 2023-05-05. The alert was closed on 2023-08-20, and `reviewed_until` is that day, too:
#
# | closed by | reviewed from | result |
# |---|---|---|
# | p-9 | 2022-06-01 | `[]` |
# | p-2 | 2022-06-01 | `["not independent"]` |
# | p-9 | 2023-06-01 | `["partial history"]` |

# %% step="closing_problems"
def closing_problems(
    alerts: pd.DataFrame, people: pd.DataFrame, log: pd.DataFrame
) -> dict[str, list[str]]:
    """Return {alert_id: list of problems} for the closed alerts; the list is empty if none applies.

    alerts  alert_id (unique), person_id, closed_by*, closed_at*, reviewed_from*, reviewed_until*,
            verdict*
    people  as in step 1; the chain of managers never loops
    log     person_id, occurred_at

    A column with * may be missing. All times are Timestamps in UTC.

    The problems are listed in this order: "not independent", "partial history". An alert is closed if
    its closed_at is not missing. Its person may not be in people; then no one is above them. If the
    person has no accesses, there is nothing to review, and the history is not partial.
    """
    ### BEGIN SOLUTION
    manager = dict(zip(people["person_id"], people["manager_id"]))

    def above(person) -> list[str]:
        chain = []
        while pd.notna(person := manager.get(person)):
            chain.append(person)
        return chain

    def problems(alert):
        who, closer = alert.person_id, alert.closed_by
        if closer not in manager or closer in (who, *above(who)) or who in above(closer):
            yield "not independent"
        times = log.loc[log["person_id"] == who, "occurred_at"]
        times = times[times <= alert.closed_at]
        if not times.between(alert.reviewed_from, alert.reviewed_until).all():
            yield "partial history"

    closed = alerts[alerts["closed_at"].notna()]
    return {alert.alert_id: list(problems(alert)) for alert in closed.itertuples()}
    ### END SOLUTION

# %% test="closing_problems"
ALERT = {
    "alert_id": "a-1", "person_id": "p-1", "closed_by": "p-9", "closed_at": day("2023-08-20T12:00", tz="UTC"),
    "reviewed_from": day("2022-06-01", tz="UTC"), "reviewed_until": day("2023-08-20", tz="UTC"), "verdict": "normal",
}  # fmt: skip

VISIT = {"person_id": "p-1", "occurred_at": day("2023-05-05", tz="UTC")}

def closed(alerts=({},), people=({}, {"person_id": "p-9"}), visits=({},)):
    return closing_problems(table(ALERT, alerts), table(PERSON, people), table(VISIT, visits))

with checks("a supervisor may not close an alert, and part of the history is not enough", "AUD-24"):
    people = [{"manager_id": "p-2"}, {"person_id": "p-2"}, {"person_id": "p-9"}]
    assert closed(people=people) == {"a-1": []}
    assert closed([{"closed_by": "p-2"}], people) == {"a-1": ["not independent"]}
    portion = [{"reviewed_from": day("2023-06-01", tz="UTC")}]
    assert closed(portion, people) == {"a-1": ["partial history"]}

### BEGIN HIDDEN TESTS
# class seed: dates 4 years
with checks("an alert is not closed by the person, anyone above or below, or anyone unknown", "AUD-24", hint=1):
    people = [
        {"person_id": "top"}, {"person_id": "mid", "manager_id": "top", "ended_on": day("2023-01-31")}, {"person_id": "p-1", "manager_id": "mid"},
        {"person_id": "low", "manager_id": "p-1"}, {"person_id": "lowest", "manager_id": "low"},
        {"person_id": "peer", "manager_id": "mid"}, {"person_id": "p-9"},
    ]  # fmt: skip
    closers = ["p-1", "mid", "top", "low", "lowest", "none", "peer", "p-9"]
    alerts = [{"alert_id": name, "closed_by": name} for name in closers] + [{"alert_id": "no one", "closed_by": None}]
    found = closed(alerts, people)
    assert [name for name in closers if found[name]] == closers[:6]
    assert found["top"] == found["no one"] == ["not independent"]

with checks("the whole history up to the closing is reviewed, to the second", "AUD-24", hint=3):
    first, last = day("2022-06-01", tz="UTC"), day("2023-08-20", tz="UTC")
    second, end = pd.Timedelta(seconds=1), day("2023-08-20T12:00", tz="UTC")
    history = {
        "a": [first, last], "b": [first - second], "c": [last + second], "d": [end],
        "e": [end + second], "f": [], "g": [first - second, last], "h": [first, last + second],
        "i": [last, first - second], "j": [last + second, first],
    }  # fmt: skip
    found = closed(
        [{"alert_id": name, "person_id": name} for name in history],
        visits=[{"person_id": name, "occurred_at": one} for name in history for one in history[name]],
    )
    assert [name for name in history if found[name]] == ["b", "c", "d", "g", "h", "i", "j"]
    assert found["b"] == ["partial history"]

with checks("a missing review period covers nothing, and open alerts are left out", "AUD-24", hint=2):
    alerts = [
        {"alert_id": "a-1", "reviewed_from": None}, {"alert_id": "a-2", "reviewed_until": None},
        {"alert_id": "a-3", "closed_at": None}, {"alert_id": "a-4", "closed_by": "p-1", "reviewed_from": None},
        {"alert_id": "a-5", "verdict": "misuse"}, {"alert_id": "a-6", "verdict": None},
        {"alert_id": "a-7", "reviewed_until": day("2023-06-01", tz="UTC")},
    ]  # fmt: skip
    assert closed(alerts) == {
        "a-1": ["partial history"], "a-2": ["partial history"],
        "a-4": ["not independent", "partial history"], "a-5": [], "a-6": [], "a-7": [],
    }  # fmt: skip

with checks("the chain of managers has any length, and someone who has left may be independent", "AUD-24", hint=1):
    chain = [{"person_id": f"m-{n}", "manager_id": f"m-{n + 1}" if n < 5 else None} for n in range(6)]
    people = [{"manager_id": "m-0"}, *chain, {"person_id": "p-9", "ended_on": TODAY - pd.Timedelta(days=30)}]
    alerts = [{"alert_id": "up", "closed_by": "m-5"}, {"alert_id": "down", "person_id": "m-5", "closed_by": "p-1"}, {"alert_id": "left"}]
    assert closed(alerts, people) == {"up": ["not independent"], "down": ["not independent"], "left": []}

with checks("the verdict does not matter, and without accesses there is nothing to review", "AUD-24", hint=2):
    partial = {"reviewed_from": day("2023-06-01", tz="UTC")}
    alerts = [{"alert_id": f"a-{n}", "verdict": word, **partial} for n, word in enumerate(["misuse", "normal", None])]
    assert closed(alerts) == {f"a-{n}": ["partial history"] for n in range(3)}
    assert closed([{"reviewed_from": None, "reviewed_until": None}], visits=[{"person_id": "p-2"}]) == {"a-1": []}
### END HIDDEN TESTS
