"""Honest answers, right and wrong: the same outcomes and the same words as in one process."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from privacylab.authoring import read_exercise
from privacylab.catalog import Module, load_catalog
from privacylab.checks import MIME
from privacylab.sandbox.examiner.cell_order import CellStep
from privacylab.sandbox.examiner.session import Session
from privacylab.sandbox.jail.bubblewrap import isolation
from privacylab.verification.answers import Answer
from privacylab.verification.trial import Trial, bench, run_trials
from privacylab.verification.verify import REFERENCE, all_answers

CATALOG = load_catalog()
# Of each exercise, one answer in so many is tried, for its words; the reference always is.
# `privacylab verify` tries them all, for their outcomes. Each has a jail of its own, which may open
# 128 files: an answer to AUD-03 keeps some 25 open.
EVERY = {"03_audit": 20, "04_deletion": 40}
CHANGING = {
    r"\bat 0x[0-9a-f]+": "at ADDRESS",
    r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}": "UUID",
    r"(/[\w.-]+)*/tmp\w{8}/": "FOLDER/",
    r": .*(?=… \(\d+ characters\))": ": ",  # of a set, which of its elements are shown
}
PSEUDONYM = r"\b[0-9a-f]{64}\b"  # those of AUD-28 are made with a random secret


@pytest.mark.parametrize("module_id", EVERY)
def test_answers_of_the_course_fare_as_they_do_in_one_process(
    root: Path, tmp_path: Path, module_id: str
):
    offer = isolation()
    if not offer.bwrap:
        pytest.skip(offer.reason)
    found = list(_trials(root, CATALOG.modules[module_id], EVERY[module_id]))
    trials = [one for _, _, one in found]
    for (exercise, answer, one), results in zip(found, run_trials(trials, []), strict=True):
        where = f"{exercise} {answer.name}"
        tests = _tests_in_jail(Session(root, tmp_path, 60, 5, offer, 0), exercise, one)
        assert not isinstance(results, str), where
        checks = []
        for outputs in tests:
            (report,) = [out["data"][MIME] for out in outputs if MIME in out.get("data", {})]
            checks += report["checks"]
        outcomes = [check["outcome"] for check in checks]
        assert outcomes == [str(result.outcome) for result in results], where
        for check, result in zip(checks, results, strict=True):
            if not result.hidden:
                # the elements of a set inside a dict come in any order
                said = "\n".join(check["detail"]).partition("\nFor a hint")[0]
                alone = "\n".join(result.detail)
                assert _lasting(exercise, said) == _lasting(exercise, alone), where


def _lasting(exercise: str, text: str) -> list[str]:
    """The characters of a text, without what is new in every run: addresses, ids and folders."""
    for changing, name in CHANGING.items():
        text = re.sub(changing, name, text)
    return sorted(re.sub(PSEUDONYM, "PSEUDONYM", text) if exercise == "AUD-28" else text)


def _trials(root: Path, module: Module, every: int) -> Iterator[tuple[str, Answer, Trial]]:
    for exercise in module.exercises:
        if not exercise.essay:
            text = read_exercise(root, module, exercise)
            one = bench(root, text)
            answers = list(all_answers(text, CATALOG))
            assert answers[1].name == REFERENCE
            for answer in answers[1::every]:
                yield exercise.id, answer, one.trial(answer.cells)


def _tests_in_jail(session: Session, exercise: str, one: Trial) -> list[list[dict[str, Any]]]:
    """What the tests show: the notebooks of a trial run in one jail, each with its own names."""
    steps = list[CellStep]()
    for name, cells in (*one.earlier, (exercise, one.cells)):
        steps.append(CellStep(len(steps), "notebook", name, ""))
        for cell in cells:
            role = "test" if cell.test else "learner"
            if cell.name.split("-")[-1] in ("setup", "clocks") and cell.name.count("-") == 2:
                role = "given"
            steps.append(CellStep(len(steps), role, cell.name, cell.source))
    shown = session.execute(steps)
    return [shown[step.place] for step in steps if step.role == "test"]
