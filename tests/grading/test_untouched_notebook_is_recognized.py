"""A notebook that nobody has written in."""

import pytest
from nbformat import NotebookNode
from nbgrader.utils import compute_checksum

from privacylab.authoring.cells import Role, checksum, name_of, role
from privacylab.catalog import load_catalog
from privacylab.checks import MIME
from privacylab.grading.cells import own_cells
from privacylab.grading.nbgrader_plugin import Execute
from privacylab.grading.submission.repair import repair_notebook

BUILT = [module.id for module in load_catalog().modules.values() if module.exercises]


@pytest.mark.parametrize("module_id", BUILT)
def test_every_check_of_an_untouched_module_says_not_attempted_and_none_ends_early(root, module_id):
    module = load_catalog(root).modules[module_id]
    notebooks = {}
    for exercise in module.exercises:
        own = own_cells(root, module, exercise)
        notebooks[exercise] = repair_notebook(own.released, own).notebook
    Execute().run(notebooks, root / "assignments" / module_id)
    for exercise, ran in notebooks.items():
        tests = [cell for cell in ran.cells if role(cell) is Role.TEST]
        allowed = {"not attempted", "skipped"} if exercise.builds_on else {"not attempted"}
        for cell in tests:
            assert outcomes(cell) <= allowed and outcomes(cell), name_of(cell)


def outcomes(cell: NotebookNode) -> set[str]:
    reports = [one.data[MIME] for one in cell.outputs if MIME in one.get("data", {})]
    return {check["outcome"] for report in reports for check in report["checks"]}


def test_a_checksum_is_the_one_that_nbgrader_computes(root):
    for module in load_catalog(root).modules.values():
        for exercise in module.exercises:
            for cell in own_cells(root, module, exercise).solved.cells:
                if role(cell):
                    assert checksum(cell) == compute_checksum(cell), name_of(cell)
