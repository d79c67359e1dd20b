"""Runs a deletion workflow in a small company while events disturb it."""

import inspect
from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from typing import Any, NamedTuple

from privacylab.companies.murmur.small import small_world
from privacylab.companies.simulation.census import census
from privacylab.companies.simulation.company import Company
from privacylab.companies.stores import Crashed, QueueStore, TableStore
from privacylab.lab.deletion import patches
from privacylab.lab.deletion.careless import murmur_deletes
from privacylab.lab.display.attack_table import Attack, attack_table
from privacylab.lab.display.html import Fragment, table
from privacylab.lab.display.words import count

CHILD = "p-000003"
NIGHTS = 5  # the most nights on which a workflow is called until it says "complete"
EVENTS = {
    "crash": "the process dies after its third effect, and is started again",
    "search keeps": "the search index says 200 and keeps the rows",
    "lake down": "the lake does not answer",
    "marks": "every store only marks what is deleted, and support brings it back",
    "late": "a speaker that was offline sends what it heard",
    "restore": "a backup from before the request is restored",
    "new store": "a team connects a store without registering it",
}


class Workflow(NamedTuple):
    """A deletion: run(company, child) returns the state that the family is told.

    accept  (company, message) → whether a late message may enter; without it, all may
    replay  (company, names) runs before restored stores serve; without it, nothing does
    """

    run: Callable[[Company, str], str]
    accept: Callable[[Company, dict], bool] | None = None
    replay: Callable[[Company, list[str]], Any] | None = None


class StoryOutcome(NamedTuple):
    """How a story ended: the state that was told, the child's items left, others' items lost."""

    state: str
    left: dict[str, int]
    lost: int

    @property
    def is_true(self) -> bool:
        """Whether the state is true, and no one else's data is missing."""
        return (self.state == "complete") == (not self.left) and not self.lost


MURMUR = Workflow(murmur_deletes)
PATCHES = {
    "Patch A": Workflow(patches.a),
    "Patch B": Workflow(patches.b),
    "Patch C": Workflow(patches.c),
    "Patch D": Workflow(patches.d, patches.d_accept, patches.d_replay),
}


def story(workflow: Workflow, events: Sequence[str] = ()) -> StoryOutcome:
    """Delete one child's data in a small company while these EVENTS happen."""
    company = small_world()
    try:
        return _told(company, workflow, events)
    finally:
        company.close()


def _told(company: Company, workflow: Workflow, events: Sequence[str]) -> StoryOutcome:
    accept = workflow.accept and partial(workflow.accept, company)
    replay = workflow.replay and partial(workflow.replay, company)
    if "new store" in events:
        company.connect(TableStore.in_memory("story_beta", company.stores["search"].scan()))
    before = census(company)
    backup = company.backups.take()
    if "search keeps" in events:
        company.faults.set("search", "keeps")
    if "lake down" in events:
        company.faults.set("lake", "down")
    for name in company.stores if "marks" in events else ():
        company.faults.set(name, "hides")
    if "crash" in events:
        company.faults.crash(after=3)
    state = "in_processing"
    for _ in range(NIGHTS):
        try:
            state = workflow.run(company, CHILD)
        except Crashed:
            company.restart()
            state = workflow.run(company, CHILD)
        company.night(accept, replay)
        if state == "complete":
            break
    if "late" in events:
        late = {
            "item_id": "t-late",
            "key": CHILD,
            "content_type": "text/plain",
            "category": "transcript",
            "made_from": None,
            "made_on": company.clock.today,
            "content": "good night",
        }
        queue = company.stores["queue"]
        assert isinstance(queue, QueueStore)
        queue.publish("search", late, company.clock.today)
        company.night(accept, replay)
    # what does not answer can be neither restored nor brought back
    answering = [name for name in company.stores if name != "lake" or "lake down" not in events]
    if "restore" in events:
        company.backups.restore(backup, replay, answering)
    for name in answering if "marks" in events else ():
        company.stores[name].undelete([item_id for store, item_id, _ in before if store == name])
    return _outcome(state, before, census(company))


def _outcome(state: str, before: set, after: set) -> StoryOutcome:
    left: dict[str, int] = {}
    for store, _, owner in sorted(after):
        if owner == CHILD:
            left[store] = left.get(store, 0) + 1
    # What was in the queue has arrived meanwhile.
    lost = {one for one in before - after if one[2] != CHILD and one[0] != "queue"}
    return StoryOutcome(state, left, len(lost))


def trial(*events: str, yours: Callable[[Company, str], str] | Workflow | None = None) -> Fragment:
    """Show what each patch, and yours if given, tells the family under these EVENTS, and leaves.

    Raises LookupError for an unknown event.
    """
    for one in events:
        if one not in EVENTS:
            raise LookupError(f"There is no {one!r}: try {', '.join(map(repr, EVENTS))}.")
    workflows = {"Murmur today": MURMUR, **PATCHES}
    if yours is not None:
        workflows["yours"] = yours if isinstance(yours, Workflow) else Workflow(yours)
    rows = []
    for name, workflow in workflows.items():
        try:
            rows.append((name, *_cells(story(workflow, events))))
        except Exception as stop:
            rows.append((name, escape(f"it stops: {stop}"), "", "", "✗ no"))
    happened = "; ".join(EVENTS[one] for one in events) or "nothing goes wrong"
    header = [
        "who",
        "told the family",
        "child's data still stored",
        "others' data lost",
        "told the truth?",
    ]
    return table(
        header,
        rows,
        f"What happens: {happened}. (lexicon: another company, with copies of transcripts.)",
    )


def _cells(found: StoryOutcome) -> tuple[str, str, str, str]:
    return (
        escape(str(found.state)),
        _left(found),
        _lost(found),
        "✓ yes" if found.is_true else "✗ no",
    )


def _lost(found: StoryOutcome) -> str:
    return count(found.lost, "item") if found.lost else "nothing"


def _left(found: StoryOutcome) -> str:
    return ", ".join(f"{store} {number}" for store, number in found.left.items()) or "nothing"


def my_workflow(mine: Any) -> Workflow:
    """Return the learner's functions as one workflow.

    The company does the rest: it destroys a key that belongs to the child alone, and tells the
    processor.
    """

    def run(company: Company, child: str) -> str:
        known = company.identity.keys_of(child)
        state = mine.process(company, child, "q-1", mine.erase, mine.replay)
        for key_id in known.get("key_id", []):
            if {one["key"] for one in company.keys.describe(key_id)["objects"]} == {child}:
                company.keys.destroy(key_id)
                company.keys.destroy_escrow(key_id)
        for processor in company.processors.values():
            if known:
                processor.notify("q-1", known["vendor_id"])
        return state

    return Workflow(
        run,
        lambda company, message: mine.admit(company.journal.entries(), message),
        lambda company, names: mine.replay(company, names),
    )


def attack_deletion(mine: Any) -> Fragment:
    """Run the learner's erase, admit, replay and process while things happen to the company."""
    requirements = {
        "": "DEL-01",
        "crash": "DEL-24",
        "search keeps": "DEL-03",
        "lake down": "DEL-04",
        "marks": "DEL-13",
        "late": "DEL-06",
        "restore": "DEL-07",
        "new store": "DEL-02",
    }
    attacks = [
        Attack(
            EVENTS.get(event, "nothing goes wrong"),
            partial(_under, [event] if event else []),
            lambda found: f"{found.state}; left: {_left(found)}; lost for others: {_lost(found)}",
            lambda found: found.is_true,
            requirement,
        )
        for event, requirement in requirements.items()
    ]
    return attack_table(attacks, my_workflow(mine), MURMUR, "Murmur")


def _under(events: list[str], workflow: Workflow) -> StoryOutcome:
    return story(workflow, events)


def source(patch: str) -> str:
    """The code of a patch: "A", "B", "C" or "D". Raises KeyError."""
    workflow = PATCHES[f"Patch {patch}"]
    parts = [part for part in workflow if part is not None]
    return "\n\n".join(inspect.getsource(part) for part in parts)
