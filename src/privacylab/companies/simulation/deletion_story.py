"""Runs a deletion in a small company while things go wrong, one event after another."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from privacylab.companies.simulation.census import census
from privacylab.companies.simulation.company import Company
from privacylab.companies.simulation.faults import Crashed

CHILD, REQUEST = "ada", "q-1"
DEVICE, BROTHER = "d-ada", "p-ben"  # one of her keys, and one of her brother's


class DeletionStory:
    """Runs a deletion workflow through events, and records what it does or reports wrong.

    company  from tiny_world(), with the children "ada", whose data must be deleted, and "ben"
    others   everything that isn't hers, as (store, item_id); none of it may be deleted
    process, erase, admit, replay  the workflow
    wrong    one sentence for each mistake; empty if all went well

    The events: "run", "night", "crash 3" (the process dies after its third effect), "down audio",
    "keeps audio", "hides audio" and "half audio" (a store misbehaves), "recover" (all stores work
    again), "upload now" and "upload in flight", "late audio", "restore audio".
    """

    def __init__(
        self,
        company: Company,
        others: set[tuple[str, str]],
        process: Callable[..., str],
        erase: Callable[..., Any],
        admit: Callable[[list[dict], dict], bool],
        replay: Callable[..., Any],
    ) -> None:
        self.company, self.wrong, self._number = company, list[str](), 0
        self._first, self._others = set(others), set(others)
        self._process, self._erase, self._admit, self._replay = process, erase, admit, replay
        self._backup = company.backups.take()

    def run(self) -> str:
        """Run the workflow once; return the state that it returns, or "crashed"."""
        company = self.company
        try:
            state = self._process(company, CHILD, REQUEST, self._erase, self._replay)
        except Exception as error:
            if type(error).__name__ != Crashed.__name__:
                raise
            return "crashed"
        finally:
            company.restart()
        left = sorted(self._there() - self._others)
        if state == "complete" and left:
            self.wrong.append(f'It returned "complete", but {left} was still there.')
        verified = [one for one in company.journal.entries() if one["event"] == "verified"]
        if not verified:
            self.wrong.append("It recorded no verification.")
        elif not any(company.faults.has(name, "down") for name in company.stores):
            read = sorted(name for name, word in verified[-1]["stores"].items() if word == "left")
            if read != sorted({name for name, _ in left}):
                self.wrong.append(f"Its verification found data left in {read}; left was {left}.")
        return state

    def do(self, event: str) -> None:
        """Let one event happen, and check whether any of the others' data is missing."""
        what, _, where = event.partition(" ")
        self._number += 1
        name, company = f"r-{self._number + 10}", self.company
        if what == "run":
            self.run()
        elif what == "night":
            company.night()
        elif what == "crash":
            company.faults.crash(after=int(where))
            self.run()
        elif what == "upload":  # in the middle of the next run, or before it
            soon = 1 if company.identity.keys_of(CHILD) else 0
            for key in (DEVICE, BROTHER):
                item = _item(f"{name}-{key}", key)
                company.upload(soon, "audio", item, in_flight=where == "in flight")
            self._others.add(("audio", f"{name}-{BROTHER}"))
            self.run()
        elif what == "late":  # written before the deletion
            company.night()
            for key in (DEVICE, BROTHER):
                late = _item(f"{name}-{key}", key)
                message = {"store": where, "deliver_on": company.clock.today, "item": late}
                if self._admit(company.journal.entries(), message):
                    company.stores[where].fill([late])
            self._others.add((where, f"{name}-{BROTHER}"))
        elif what == "restore":
            company.backups.restore(
                self._backup, lambda names: self._replay(company, names), [where]
            )
            kept = {row for row in self._others if row[0] != where}
            self._others = kept | {row for row in self._first if row[0] == where}
        elif what == "recover":
            for store in company.stores:
                company.faults.clear(store)
        else:
            company.faults.clear(where)
            company.faults.set(where, what)
        missing = sorted(self._others - self._there())
        if missing:
            self.wrong.append(f"After {event}, her brother's {missing} was missing.")

    def _there(self) -> set[tuple[str, str]]:
        """Return what is really in the stores."""
        return {(store, item_id) for store, item_id, _ in census(self.company)}


def what_goes_wrong(story: DeletionStory, events: list[str]) -> list[str]:
    """Run a story, then two more runs with working stores; return what the workflow did wrong."""
    for event in [*events, "recover", "night", "run"]:
        story.do(event)
    if story.run() != "complete":
        story.wrong.append("In the end every store answered, but the deletion was not complete.")
    return story.wrong


def _item(item_id: str, key: str) -> dict[str, Any]:
    made_on = pd.Timestamp("2023-08-20")
    return {"item_id": item_id, "key": key, "made_from": None, "made_on": made_on}
