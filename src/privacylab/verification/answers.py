"""The answers that prove the tests: genuine alternatives and counterfeits.

Each is a Python file that stands for one solution cell, in the folder of its exercise
(counterfeits/RET-02/DaysNotMonths.py), under a header in the form of PEP 723:

    # /// counterfeit
    # story = "Eighteen months are 18 times 30 days, thinks an engineer in a hurry."
    # covers = ["RET-02"]
    # caught_by = ["a month without that day is complete on its last day"]
    # ///
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from privacylab.authoring import AuthorError
from privacylab.catalog import Module

Kind = Literal["counterfeit", "genuine"]
FOLDERS: dict[str, Kind] = {"counterfeits": "counterfeit", "genuine": "genuine"}
FIELDS = {
    "counterfeit": {"story", "covers", "caught_by"},
    "genuine": {"story"},
}
HEADER = re.compile(r"^# /// (?P<kind>\w+)\n(?P<body>(?:#(?: .*)?\n)+?)# ///\n", re.MULTILINE)


@dataclass(frozen=True)
class Answer:
    """One answer to one exercise.

    name       the file's name without its ending, such as "DaysNotMonths"
    covers     the requirements that a counterfeit breaks
    caught_by  the sentences of all the checks that must not pass, and of no others
    """

    kind: Kind
    name: str
    task: str
    story: str
    source: str
    covers: tuple[str, ...] = ()
    caught_by: tuple[str, ...] = ()


def read_answers(root: Path, module: Module) -> tuple[Answer, ...]:
    """Read every answer of a module. Raises AuthorError where a header breaks a rule."""
    exercises = {exercise.id for exercise in module.exercises}
    answers = []
    for folder, kind in FOLDERS.items():
        for path in sorted((root / "solutions" / module.id / folder).rglob("*")):
            if path.is_dir() or "__pycache__" in path.parts:
                continue
            if path.parent.name not in exercises:
                raise AuthorError(
                    f"{folder}/{path.parent.name}/{path.name}: put it in the folder of its "
                    f"exercise ({', '.join(sorted(exercises))})."
                )
            answers.append(_read(path, kind))
    return tuple(answers)


def _read(path: Path, kind: Kind) -> Answer:
    where = f"{kind} {path.parent.name}/{path.name}"
    text = path.read_text(encoding="utf-8")
    header = HEADER.match(text)
    if path.suffix != ".py" or header is None or header["kind"] != kind:
        raise AuthorError(f"{where}: begin it with the header `# /// {kind}`, or move it away.")
    body = "\n".join(line[2:] for line in header["body"].splitlines())
    try:
        fields = tomllib.loads(body)
    except tomllib.TOMLDecodeError as error:
        raise AuthorError(f"{where}: its header is not TOML ({error}).") from None
    if set(fields) != FIELDS[kind]:
        raise AuthorError(f"{where}: its header has the fields {sorted(fields)}; "
                          f"write {sorted(FIELDS[kind])}.")  # fmt: skip
    lists = {name: tuple(fields[name]) for name in ("covers", "caught_by") if name in fields}
    source = text[header.end() :].lstrip("\n")
    return Answer(kind, path.stem, path.parent.name, fields["story"], source, **lists)
