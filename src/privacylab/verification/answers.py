"""The answers that prove the tests of an exercise: genuine alternatives and counterfeits.

Counterfeits are in counterfeits.toml, each an edit of the reference answer:

    [DaysNotMonths]
    story = "Eighteen months are 548 days, thinks an engineer in a hurry."
    breaks = ["RET-02"]
    aimed_at = ["a month without that day is complete on its last day"]
    change = '''
    -    return as_of >= last_use + pd.DateOffset(months=18)
    +    return as_of >= last_use + pd.Timedelta(days=548)
    '''

Instead of change, functions = '''…''' gives whole functions or classes, for an idea that has
nothing in common with the reference. A genuine answer is a Python file in genuine/: a docstring
with its story, and the functions that differ from the reference's. fails.json lists the checks that
each counterfeit fails, as `privacylab verify --update` recorded them.
"""

import ast
import json
import tomllib
from dataclasses import dataclass
from typing import Any, Literal

from privacylab.authoring import AuthorError, ExerciseText
from privacylab.authoring.exercise_text import without_markers
from privacylab.verification.edits import Cells, apply_change, parse, replace_functions

Kind = Literal["counterfeit", "genuine"]
FORMS = {"story": str, "breaks": list, "aimed_at": list, "change": str, "functions": str}
REQUIRED = {"story", "breaks", "aimed_at"}


@dataclass(frozen=True)
class Answer:
    """One answer to an exercise.

    cells     its solution cells by step
    breaks    the requirements that a counterfeit breaks
    aimed_at  the sentences of the checks that are meant to catch it
    """

    kind: Kind
    name: str
    story: str
    cells: Cells
    breaks: tuple[str, ...] = ()
    aimed_at: tuple[str, ...] = ()


def reference_of(text: ExerciseText) -> Cells:
    """Return the reference answer of an exercise, by step."""
    return {step.name: without_markers(step.answer) for step in text.steps}


def read_answers(text: ExerciseText) -> list[Answer]:
    """Return every answer of an exercise. Raises AuthorError if one breaks a rule."""
    return [*_counterfeits(text), *_genuine(text)]


def _counterfeits(text: ExerciseText) -> list[Answer]:
    path = text.folder / "counterfeits.toml"
    where = f"{text.exercise.name}/counterfeits.toml"
    if not path.exists():
        return []
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise AuthorError(f"{where} is not TOML ({error}): correct it.") from None
    return [_counterfeit(name, table, text, f"{where}, {name}") for name, table in tables.items()]


def _counterfeit(name: str, table: Any, text: ExerciseText, where: str) -> Answer:
    if not isinstance(table, dict):
        raise AuthorError(f"{where}: begin the counterfeit with a line [{name}].")
    for field, value in table.items():
        if field not in FORMS or not isinstance(value, FORMS[field]):
            raise AuthorError(f"{where}: {field} = {value!r}: the fields are {', '.join(FORMS)}.")
    missing = REQUIRED - table.keys()
    if missing or ("change" in table) is ("functions" in table):
        needed = ", ".join(sorted(missing)) or "change or functions, one of the two"
        raise AuthorError(f"{where}: write {needed}.")
    if "change" in table:
        cells = apply_change(table["change"], reference_of(text), where)
    else:
        cells = replace_functions(table["functions"], reference_of(text), where)
    for source in cells.values():
        try:
            ast.parse(source)
        except SyntaxError as error:
            raise AuthorError(f"{where}: the changed answer is not Python ({error.msg}).") from None
    lists = tuple(table["breaks"]), tuple(table["aimed_at"])
    return Answer("counterfeit", name, table["story"], cells, *lists)


def _genuine(text: ExerciseText) -> list[Answer]:
    answers = []
    for path in sorted((text.folder / "genuine").glob("*.py")):
        source = path.read_text(encoding="utf-8")
        where = f"{text.exercise.name}/genuine/{path.name}"
        tree = parse(source, where)
        story = ast.get_docstring(tree)
        if not story:
            raise AuthorError(
                f"{where}: begin it with a docstring that says why this answer is right."
            )
        body = "\n".join(source.split("\n")[tree.body[0].end_lineno :])
        cells = replace_functions(body, reference_of(text), where)
        answers.append(Answer("genuine", path.stem, story, cells))
    return answers


def read_record(text: ExerciseText) -> dict[str, list[str]]:
    """Return the checks that each counterfeit fails, as last recorded.

    Raises AuthorError if the record cannot be read.
    """
    path = text.folder / "fails.json"
    try:
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    except ValueError:
        raise AuthorError(
            f"{text.exercise.name}/fails.json is not JSON: run: privacylab verify "
            f"{text.exercise.id} --update"
        ) from None


def write_record(text: ExerciseText, failing: dict[str, list[str]]) -> None:
    """Record the checks that each counterfeit fails, one line each."""
    lines = [
        f"{json.dumps(one)}: {json.dumps(failing[one], ensure_ascii=False)}"
        for one in sorted(failing)
    ]
    path = text.folder / "fails.json"
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
