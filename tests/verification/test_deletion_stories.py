"""The reference of module 04 against an adversary with time: random stories, in random orders.

Grading tries some twenty. Whatever happens, one thing holds: nothing of that child is retrievable
once the state says so, nothing of anybody else is missing, and the state says only what was read.
"""

import contextlib
import io
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from privacylab.authoring import read_exercise
from privacylab.catalog import load_catalog
from privacylab.checks import earlier_exercises
from privacylab.verification.answers import reference_of
from privacylab.verification.trial import bench

STORES = ("audio", "search", "lake", "places", "cache")
MODES = ("down", "keeps", "hides", "half")
store, mode = st.sampled_from(STORES), st.sampled_from(MODES)


@pytest.fixture(scope="module")
def names(root) -> dict[str, Any]:
    """The reference of DEL-03 and before, and what the test of DEL-03 defines."""
    module = load_catalog(root).modules["04_deletion"]
    text = read_exercise(root, module, module.exercise("DEL-03"))
    trial = bench(root, text).trial(reference_of(text))
    names: dict[str, Any] = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()), pytest.MonkeyPatch.context() as patch:
        patch.setattr(earlier_exercises, "_provided", {})  # and for no other test
        for exercise, cells in trial.earlier:
            before: dict[str, Any] = {"__name__": "__main__"}
            for cell in cells:
                exec(compile(cell.source, cell.name, "exec"), before)
            earlier_exercises.provide(exercise, before)
        for cell in trial.cells:
            exec(compile(cell.source, cell.name, "exec"), names)
    return names


def test_no_order_of_events_breaks_the_reference(names):
    class Adversary(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.story = names["story_of"](names["STORES"])

        @rule()
        def run(self) -> None:
            self.story.do("run")

        @rule()
        def night(self) -> None:
            self.story.do("night")

        @rule(after=st.integers(1, 14))
        def crash(self, after: int) -> None:
            self.story.do(f"crash {after}")

        @rule(name=store, mode=mode)
        def misbehave(self, name: str, mode: str) -> None:
            self.story.do(f"{mode} {name}")

        @rule()
        def recover(self) -> None:
            self.story.do("recover")

        @rule(name=store)
        def late(self, name: str) -> None:
            self.story.do(f"late {name}")

        @rule(name=store)
        def restore(self, name: str) -> None:
            self.story.do(f"restore {name}")

        @rule(when=st.sampled_from(["now", "in flight"]))
        def upload(self, when: str) -> None:
            self.story.do(f"upload {when}")

        @invariant()
        def nothing_is_wrong(self) -> None:
            assert self.story.wrong == []

        def teardown(self) -> None:
            for event in ("recover", "night", "run"):
                self.story.do(event)
            assert self.story.run() == "complete"
            self.nothing_is_wrong()

    run_state_machine_as_test(
        Adversary,
        settings=settings(
            max_examples=250,
            stateful_step_count=25,
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_an_erase_that_forgets_first_is_found_by_a_story(names):
    """The adversary is no use if it finds nothing in a workflow that is wrong."""

    def forgets_first(company: Any, child: str, request_id: str) -> list[str]:
        keys = [key for some in company.identity.keys_of(child).values() for key in some]
        if keys:
            blocked = {"event": "blocked", "request_id": request_id, "keys": keys}
            company.journal.append(blocked)
            company.identity.forget(child)
            for one in company.stores.values():
                one.purge([row["item_id"] for row in one.inspect(keys)])
        return []

    events = st.sampled_from(["run", "crash 3", "recover", "late places"])
    right = names["erase"]
    names["erase"] = forgets_first
    try:
        with pytest.raises(AssertionError):

            @settings(max_examples=50, derandomize=True, database=None, deadline=None)
            @given(story=st.lists(events, min_size=1, max_size=4))
            def find(story: list[str]) -> None:
                assert names["what_goes_wrong"](names["story_of"](), story) == []

            find()
    finally:
        names["erase"] = right
