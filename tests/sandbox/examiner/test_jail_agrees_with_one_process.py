"""Honest answers, right and wrong: the same outcomes and the same words as in one process."""

from pathlib import Path

import pytest

from privacylab.authoring import read_tasks, source_notebook
from privacylab.catalog import load_catalog
from privacylab.checks import MIME
from privacylab.sandbox.examiner.cell_order import CellStep
from privacylab.sandbox.examiner.session import Session
from privacylab.sandbox.jail.bubblewrap import isolation
from privacylab.verification import read_answers
from privacylab.verification.trial import run_trials, trial
from privacylab.verification.verify import own_answers


def test_every_answer_of_the_course_fares_as_it_does_in_one_process(root: Path, tmp_path: Path):
    offer = isolation()
    if not offer.bwrap:
        pytest.skip(offer.reason)
    module = load_catalog(root).modules["02_retention"]
    path = root / "solutions" / module.id / f"{module.id}.py"
    source = source_notebook(root, module)
    tasks = {task.task: task for task in read_tasks(path, module)}
    answers = [*own_answers(source, tasks), *read_answers(root, module)]
    trials = [trial(source, answer.task, answer.source) for answer in answers]

    # one jail for all of them, one after another: each answer defines anew what it needs
    steps = [CellStep(0, "given", *trials[0].cells[0])]
    for one in trials:
        steps += [
            CellStep(len(steps) + n, "learner", *cell) for n, cell in enumerate(one.cells[1:-1])
        ]
        steps.append(CellStep(len(steps), "test", *one.cells[-1]))
    shown = Session(root, tmp_path, 60, 5, offer, 0).execute(steps)
    tests = [shown[step.place] for step in steps if step.role == "test"]

    for answer, results, outputs in zip(answers, run_trials(trials, []), tests, strict=True):
        (report,) = [one["data"][MIME] for one in outputs if MIME in one.get("data", {})]
        where = f"{answer.task} {answer.name}"
        outcomes = [check["outcome"] for check in report["checks"]]
        assert outcomes == [str(result.outcome) for result in results], where
        for check, result in zip(report["checks"], results, strict=True):
            if not result.hidden:
                # the elements of a set inside a dict stand in any order
                said = "\n".join(check["detail"])
                assert sorted(said.partition("\nFor a hint")[0]) == sorted(
                    "\n".join(result.detail)
                ), where
