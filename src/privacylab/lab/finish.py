"""The last page: the learner's own functions, run on the two companies."""

from collections.abc import Callable
from html import escape
from pathlib import Path

import pandas as pd

from privacylab.assessment.office.practice import practice_year
from privacylab.companies import model_world, murmur, porchlight
from privacylab.lab.answers import Answers, my_answers
from privacylab.lab.audit.monitor import RULES
from privacylab.lab.deletion.stories import MURMUR, my_workflow, story
from privacylab.lab.display.html import Fragment, table
from privacylab.lab.display.words import count, day

AS_OF = pd.Timestamp("2023-08-31")
EVENTS = ("crash", "late", "restore")


def what_you_built(root: Path | None = None) -> Fragment:
    """Return a table of what your saved functions find, or which function is missing."""
    rows: list[tuple[str, str, Callable[[Answers], str]]] = [
        ("01_cases", "When is a GDPR request of 31 January 2023 due?", _due),
        ("02_retention", "Which child profiles at Murmur are inactive?", _inactive),
        ("03_audit", "Whom does your monitor flag at Porchlight?", _flagged),
        ("04_deletion", "Murmur deletes a child's data: crash, late message, restore", _deleted),
        ("05_models", "What is left of Murmur's wake-word model?", _destroyed),
        ("06_assessor", "What do you report about Nightjar's year?", _assessed),
    ]
    said = [
        (escape(what), escape(_said(find, my_answers(module_id, root))))
        for module_id, what, find in rows
    ]
    return table(["the question", "your functions say"], said)


def _said(find: Callable[[Answers], str], mine: Answers) -> str:
    try:
        return find(mine)
    except NotImplementedError as missing:
        return f"○ {missing} Write it, save that notebook (Ctrl + S), and run this cell again."
    except Exception as stop:
        return f"✗ It stops with {type(stop).__name__}: {stop}"


def _due(mine: Answers) -> str:
    found = mine.add_months(pd.Timestamp("2023-01-31"), 1)
    return f"On {day(found)}. A program that counts 30 days says 2 March 2023."


def _inactive(mine: Answers) -> str:
    children = murmur.table("profiles").query("kind == 'child'")
    found = mine.profile_status(children, murmur.table("use_events"), AS_OF)
    inactive = list(found.values()).count("inactive")
    known = count(len(children), "child profile")
    return f"{inactive} of {known}, on {day(AS_OF)}."


def _flagged(mine: Answers) -> str:
    accesses = porchlight.table("accesses")
    tickets, consents = porchlight.table("tickets"), porchlight.table("consents")
    wrong = mine.basis_problems(accesses, tickets, consents)
    valid = ~accesses["event_id"].map(wrong).astype(bool)
    flagged = mine.monitor(accesses.assign(valid=valid), porchlight.table("people"), RULES)
    names = ", ".join(sorted(flagged)) or "no one"
    return f"Of {count(accesses['person_id'].nunique(), 'person', 'people')} with access: {names}."


def _deleted(mine: Answers) -> str:
    yours, theirs = story(my_workflow(mine), EVENTS), story(MURMUR, EVENTS)
    verdict = "true" if yours.is_true else "not true"
    return (
        f"Your workflow tells the family “{yours.state}”, with {sum(yours.left.values())} of the "
        f"child's items left: that is {verdict}. Murmur's own says “{theirs.state}”, with "
        f"{sum(theirs.left.values())} left."
    )


def _destroyed(mine: Answers) -> str:
    rows = mine.destroy(model_world(), "wake-word")
    left = [row["where"] for row in rows if row["state"] != "destroyed"]
    gone = count(len(rows) - len(left), "way to load it", "ways to load it")
    return f"You closed {gone}, and reported what no call removes: {', '.join(left) or 'nothing'}."


def _assessed(mine: Answers) -> str:
    verdicts: dict[str, list[str]] = {"gap": [], "not tested": [], "met": []}
    for finding in mine.assess(practice_year().room):
        verdicts[finding["verdict"]].append(finding["requirement"])
    gaps, silent = (", ".join(sorted(verdicts[one])) or "none" for one in ("gap", "not tested"))
    return f"Gaps: {gaps}. Not tested: {silent}. Met: {len(verdicts['met'])}."
