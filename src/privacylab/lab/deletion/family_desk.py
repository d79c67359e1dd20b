"""Murmur's family desk: a parent's request, what the family is told, and what is left."""

from collections import Counter
from html import escape
from typing import Any

import ipywidgets as widgets
import pandas as pd

from privacylab.companies.murmur.sample import run_murmur
from privacylab.companies.simulation.company import Company
from privacylab.companies.simulation.processor import LATE
from privacylab.companies.stores import ReplicaStore
from privacylab.lab.deletion.careless import murmur_deletes
from privacylab.lab.deletion.store_map import Remains, store_map
from privacylab.lab.deletion.stories import my_workflow
from privacylab.lab.display.html import CARD, TEXT, Fragment, table
from privacylab.lab.display.picture import Picture
from privacylab.lab.display.play import Play
from privacylab.lab.display.words import count, day

CHILD = "p-000324"  # every store holds something about this child, even the queue
SHOWN = 4  # rows of each kind


class FamilyDesk:
    """One family at Murmur: a parent asks for a deletion, gets an answer, and checks it.

    company  Murmur, running, with its registry as found
    child    the child's profile_id
    parent   the parent's profile_id
    """

    def __init__(self) -> None:
        self.company: Company = run_murmur(as_found=True)
        self.company.backups.take()
        people, ties = self.company.accounts.people(), self.company.accounts.guardians()
        self.child = CHILD
        self.parent: str = ties.loc[ties["child_id"] == CHILD, "parent_id"].iloc[0]
        self._names = dict(zip(people["profile_id"], people["display_name"], strict=True))
        self._birth_on: pd.Timestamp = people.loc[people["profile_id"] == CHILD, "birth_on"].iloc[0]
        known = self.company.identity.keys_of(CHILD)
        self._keys = [key for keys in known.values() for key in keys]
        self._devices = known["device_id"]
        self._before = self.remains()

    @property
    def name(self) -> str:
        """The child's first name."""
        return self._names[self.child]

    def family(self) -> Fragment:
        """Say who is who, and how much Murmur holds about the child today."""
        today = self.company.clock.today
        age = (today - self._birth_on).days // 365
        held = sum(one.items for one in self._before)
        lines = [
            f"You are {self._names[self.parent]} ({self.parent}), {self.name}’s parent.",
            f"{self.name} ({self.child}) is {age}. Today is {day(today)}.",
            f"Murmur holds {held:,} items about {self.name}, in {len(self._before)} places.",
        ]
        return _card(lines)

    def request(self, channel: str) -> Fragment:
        """Ask Murmur to delete everything about the child; returns its email."""
        murmur_deletes(self.company, self.child)
        return _card(
            [
                f"Murmur Families, {day(self.company.clock.today)}. Your request by {channel}.",
                f"Dear {self._names[self.parent]},",
                f"{self.name}’s profile and recordings are no longer in your app.",
                "Your data was deleted.",
            ]
        )

    def log_in(self) -> "Screen":
        """Log in as the child, and look around."""
        return Screen(f"Hello, {self.name}!", self._finds())

    def repair(self, mine: Any) -> Picture | Fragment:
        """Run the learner's workflow for the child, again three days later, and draw the map.

        In between, the processor deletes, and Murmur's replica, which had been stuck for months, is
        compared with the database.
        """
        company, workflow = self.company, my_workflow(mine)
        try:
            workflow.run(company, self.child)
            for _ in range(LATE):
                company.night(lambda message: mine.admit(company.journal.entries(), message))
            replica = company.stores["replica"]
            assert isinstance(replica, ReplicaStore)
            replica.resync()
            workflow.run(company, self.child)
        except NotImplementedError as unfinished:
            return _card([str(unfinished)])
        return self.map()

    def remains(self) -> list[Remains]:
        """What is left of the child in each place, under any key."""
        company = self.company
        entries = {entry["store"]: entry for entry in company.registry.entries()}
        left = {name: store.inspect(self._keys) for name, store in company.stores.items()}
        left["backups"] = [
            item
            for backup in company.backups.kept()
            for item in company.backups.inspect(backup["backup_id"], self._keys)
        ]
        left["lexicon"] = [{}] * len(company.processors["lexicon"].audit(self._keys))
        left["identity"] = [{}] * len(
            [key for keys in company.identity.keys_of(self.child).values() for key in keys]
        )
        return [Remains(name, len(rows), name in entries) for name, rows in left.items()]

    def map(self) -> Picture:
        """Murmur's stores, and what is left of the child in each."""
        return store_map(self.remains(), self.name)

    def _finds(self) -> dict[str, Fragment]:
        company, stores = self.company, self.company.stores
        facts = [item for item in stores["main"].inspect(self._keys) if item["category"] == "fact"]
        told = [
            (day(item["made_on"]), _said(stores["main"].read(item["item_id"])))
            for item in facts[:SHOWN]
        ]
        words = stores["search"].lookup(self._keys)
        spoken = [
            (day(item["made_on"]), _said(stores["search"].read(item["item_id"])))
            for item in words[-SHOWN:]
        ]
        marks = ", ".join("?" * len(self._devices))
        with stores["places"].engine.connect() as connection:  # type: ignore[attr-defined]
            seen = connection.exec_driver_sql(
                "SELECT located_at, latitude, longitude, device_id FROM locations "
                f"WHERE device_id IN ({marks}) ORDER BY located_at DESC",
                tuple(self._devices),
            ).fetchall()
        places = [
            (day(pd.Timestamp(at)), f"{north}, {east}", escape(device))
            for at, north, east, device in seen[:SHOWN]
        ]
        backup = company.backups.kept()[-1]
        saved = Counter(
            (item["store"], item["category"])
            for item in company.backups.inspect(backup["backup_id"], self._keys)
        )
        copies = [(store, category, f"{number:,}") for (store, category), number in saved.items()]
        return {
            "What do you remember about me?": table(
                ["told on", "Murmur remembers"], told, count(len(facts), "remembered fact")
            ),
            "What have I said?": table(
                ["said on", "in the search index"],
                spoken,
                f"{count(len(words), 'transcript')}; the last {len(spoken)}",
            ),
            "Where have I been?": table(
                ["on", "latitude, longitude", "filed under"],
                places,
                f"{count(len(seen), 'place')}; the last {len(places)}",
            ),
            "Restore last night": table(
                ["store", "kind of data", "items"],
                copies,
                f"The backup of {day(backup['taken_on'])}: a restore would bring back",
            ),
        }


class Screen(Play):
    """What the child sees: a button for each question, and its answer.

    With the keyboard: Tab to a question, press space.
    """

    def __init__(self, greeting: str, answers: dict[str, Fragment]):
        self._greeting, self._answers = greeting, answers
        self._answer = widgets.HTML()
        buttons = []
        for question in answers:
            button = widgets.Button(
                description=question, layout=widgets.Layout(width="max-content")
            )
            button.on_click(self._show)
            buttons.append(button)
        row = widgets.HBox(buttons, layout=widgets.Layout(flex_flow="row wrap"))
        hello = widgets.HTML(f'<p style="{TEXT}"><strong>{escape(greeting)}</strong></p>')
        super().__init__([hello, row, self._answer])

    def _show(self, button: widgets.Button) -> None:
        answer = self._answers[button.description].html
        self._answer.value = f'<div role="status">{answer}</div>'

    def __repr__(self) -> str:
        parts = [f"{question}\n{answer.text}" for question, answer in self._answers.items()]
        return "\n\n".join([self._greeting, *parts])


def family_desk() -> FamilyDesk:
    """Murmur's family desk, for one family. Opening it takes a few seconds."""
    return FamilyDesk()


def _said(words: str | bytes) -> str:
    return f"“{escape(str(words))}”"


def _card(lines: list[str]) -> Fragment:
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return Fragment(f'<section style="{CARD}">{paragraphs}</section>', "\n".join(lines))
