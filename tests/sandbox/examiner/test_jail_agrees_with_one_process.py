"""Honest answers, right and wrong: the same outcomes and the same words as in one process."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from privacylab.authoring import read_exercise
from privacylab.catalog import Module, load_catalog
from privacylab.checks import MIME
from privacylab.sandbox.examiner.cell_order import CellStep
from privacylab.sandbox.examiner.session import Session
from privacylab.sandbox.jail.bubblewrap import isolation
from privacylab.verification.answers import Answer
from privacylab.verification.trial import Trial, bench, run_trials
from privacylab.verification.verify import all_answers

CATALOG = load_catalog()
EVERY = {"02_retention": 1, "03_audit": 6, "04_deletion": 12}  # one answer in so many is tried
CHANGING = {
    r"\bat 0x[0-9a-f]+": "at ADDRESS",
    r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}": "UUID",
    r"(/[\w.-]+)*/tmp\w{8}/": "FOLDER/",
}


@pytest.mark.parametrize("module_id", EVERY)
def test_answers_of_the_course_fare_as_they_do_in_one_process(
    root: Path, tmp_path: Path, module_id: str
):
    offer = isolation()
    if not offer.bwrap:
        pytest.skip(offer.reason)
    found = list(_trials(root, CATALOG.modules[module_id]))[:: EVERY[module_id]]
    steps: list[CellStep] = []
    for exercise, _, one in found:
        steps += _steps(exercise, one, len(steps))
    shown = Session(root, tmp_path, 60, 5, offer, 0).execute(steps)
    tests = iter([shown[step.place] for step in steps if step.role == "test"])

    trials = [one for _, _, one in found]
    for (exercise, answer, one), results in zip(found, run_trials(trials, []), strict=True):
        where = f"{exercise} {answer.name}"
        assert not isinstance(results, str), where
        checks = []
        for _ in (cell for cell in one.cells if cell.test):
            (report,) = [out["data"][MIME] for out in next(tests) if MIME in out.get("data", {})]
            checks += report["checks"]
        outcomes = [check["outcome"] for check in checks]
        assert outcomes == [str(result.outcome) for result in results], where
        for check, result in zip(checks, results, strict=True):
            if not result.hidden:
                # the elements of a set inside a dict come in any order
                said = "\n".join(check["detail"]).partition("\nFor a hint")[0]
                assert sorted(_lasting(said)) == sorted(_lasting("\n".join(result.detail))), where


def _lasting(text: str) -> str:
    """A text without what is new in every run: addresses, random ids and temporary folders."""
    for changing, name in CHANGING.items():
        text = re.sub(changing, name, text)
    return text


def _trials(root: Path, module: Module) -> Iterator[tuple[str, Answer, Trial]]:
    for exercise in module.exercises:
        if not exercise.essay:
            text = read_exercise(root, module, exercise)
            one = bench(root, text)
            for answer in all_answers(text, CATALOG):
                yield exercise.id, answer, one.trial(answer.cells)


def _steps(exercise: str, one: Trial, first: int) -> list[CellStep]:
    """A trial as the notebooks of one jail; each begins with a namespace of its own."""
    steps = []
    for name, cells in (*one.earlier, (exercise, one.cells)):
        steps.append(CellStep(first + len(steps), "notebook", name, ""))
        for cell in cells:
            role = "test" if cell.test else "learner"
            if cell.name.split("-")[-1] in ("setup", "clocks") and cell.name.count("-") == 2:
                role = "given"
            steps.append(CellStep(first + len(steps), role, cell.name, cell.source))
    return steps
