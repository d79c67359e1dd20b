"""A term of an invented class, from the bundle to the last deletion, by the commands themselves.

python tests/classroom/term/term.py                   # 40 learners, with what each command says
python tests/classroom/term/term.py --learners 1000   # the same, and how long each step takes
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).parents[3]
sys.path[:0] = [str(ROOT / "tests/classroom"), str(ROOT / "tests/grading")]

from invented_class import Learner, invent, uploads  # noqa: E402
from lms_files import canvas_table, moodle_table, zip_bytes, zipped  # noqa: E402

from privacylab.grading import Course  # noqa: E402
from privacylab.grading.gradebook.database import open_gradebook  # noqa: E402
from privacylab.grading.gradebook.rubric import Essay, keep_rows  # noqa: E402
from privacylab.grading.gradebook.stamps import find_attempt  # noqa: E402

FIRST, SECOND, ESSAY = "00_start", "01_cases", "CLK-E1"
FORMATTED = "%A, %d %B %Y, %I:%M %p"  # as Moodle's worksheet writes a time
CLASS = """\
timezone = "UTC"
[due]
00_start = {due}
[late]
per_day = 10
at_most = 50
[extensions."{extended}"]
00_start = {until}
[retention]
course_ends = {ends}
keep_days = 365
"""

Call = Callable[[tuple[str, ...], dict[str, str]], tuple[int, str]]


@dataclass
class Term:
    """A class's folder, who is in the class, and what the commands have said so far.

    call  runs a command with some settings; its exit status and its output
    said  by step: the same two
    took  by step, in seconds
    left  what a search for the erased still found: after one was erased, and after all were
    """

    home: Path
    people: list[Learner]
    call: Call
    said: dict[str, tuple[int, str]] = field(default_factory=dict)
    took: dict[str, float] = field(default_factory=dict)
    left: dict[str, list[str]] = field(default_factory=dict)
    began: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def course(self) -> Course:
        return Course(ROOT, self.home)

    def run(self, step: str, *command: str, **settings: str) -> str:
        """Run `privacylab` as an instructor does, or as a learner with other settings."""
        settings = {
            "PRIVACYLAB_COURSE": str(ROOT),
            "PRIVACYLAB_HOME": str(self.home),
            "COLUMNS": "110",
            **settings,
        }
        print(f"\n$ privacylab {' '.join(command)}", flush=True)
        began = time.perf_counter()
        status, output = self.call(command, settings)
        self.took[step] = time.perf_counter() - began
        self.said[step] = status, output
        print(_in_short(output))
        print(f"(exit status {status}, {self.took[step]:.1f} s)", flush=True)
        return output

    def at(self, name: str) -> Path:
        """A place in downloaded/, where an instructor puts what the LMS gives."""
        folder = self.home / "downloaded"
        folder.mkdir(exist_ok=True)
        return folder / name


def in_a_process(command: tuple[str, ...], settings: dict[str, str]) -> tuple[int, str]:
    """Run a command as a person does; its exit status and its output."""
    tool, home = Path(sys.executable).with_name("privacylab"), settings["PRIVACYLAB_HOME"]
    env = {**os.environ, **settings}
    done = subprocess.run([tool, *command], env=env, cwd=home, text=True, stdout=-1, stderr=-2)
    return done.returncode, done.stdout


def _in_short(said: str, most: int = 30) -> str:
    lines = said.rstrip().splitlines()
    cut = [f"… and {len(lines) - most} more lines"] if len(lines) > most else []
    return "\n".join([*lines[:most], *cut])


def hand_out(term: Term) -> None:
    """The class gets its bundle, and its due dates."""
    now = term.began.date()
    term.home.mkdir(parents=True)
    (term.home / "class.toml").write_text(
        CLASS.format(
            due=now - timedelta(days=10),
            until=now - timedelta(days=8),
            extended=term.people[9].login,
            ends=now + timedelta(days=60),
        )
    )
    term.run("bundle", "bundle", "--track", "university", "--out", str(term.home / "bundle.zip"))


def hand_in(term: Term) -> None:
    """One learner works in the bundle and hands in by the command; the zip is what they upload."""
    folder = term.home.with_name("learner")
    with zipfile.ZipFile(term.home / "bundle.zip") as bundle:
        bundle.extractall(folder)
    (place,) = (one.parent for one in folder.glob("*/pyproject.toml"))
    settings = {"PRIVACYLAB_COURSE": str(place), "PRIVACYLAB_HOME": str(place)}
    for module, sent in uploads(ROOT, term.people[0], (FIRST, SECOND)).items():
        for name, text in sent.items():
            (place / "assignments" / module / name).write_text(text)
        term.run(f"hand in {module}", "hand-in", module, **settings)
        (packed,) = (place / "handed-in").glob(f"*{module}*.zip")
        term.people[0].packed[module] = packed.read_bytes()


def upload_to_moodle(term: Term) -> None:
    """The first module: everything that was sent to Moodle, as it packs it, and its worksheet."""
    entries: list[tuple[str, str | bytes]] = []
    for one in term.people:
        base = f"{one.name}_{one.participant}_assignsubmission_file/"
        entries += [(base + name, text) for name, text in _sent(term, one, FIRST)]
    zipped(term.at("moodle.zip"), entries)
    table = moodle_table(
        term.at("worksheet.csv"),
        {one.participant: one.name for one in term.people},
        **{"Maximum grade": f"{term.course.module(FIRST).points:.2f}"},
    )
    _set_times_and_mails(term, table)
    _collect_and_grade(term, FIRST, "moodle.zip", "worksheet.csv")
    term.run(
        "export moodle",
        "export",
        FIRST,
        "--to",
        "moodle",
        "--roster",
        str(term.at("worksheet.csv")),
    )


def _set_times_and_mails(term: Term, table: Path) -> None:
    """Learner 8 is three days late; so is learner 9, who has an extension of two."""
    due = term.began - timedelta(days=10)
    lines = table.read_text(encoding="utf-8-sig").splitlines()
    for number, one in enumerate(term.people):
        at = due + timedelta(days=3 if number in (8, 9) else -1)
        line = lines[number + 1].replace(f"p{one.participant}@uni.example", one.login)
        lines[number + 1] = line.replace(
            "Monday, 15 January 2024, 10:30 AM", at.strftime(FORMATTED)
        )
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")


def upload_to_canvas(term: Term) -> None:
    """The second module: Canvas's zip and gradebook, an essay graded by a person, resubmissions."""
    _canvas_zip(term, "canvas.zip", term.people, version=1)
    canvas_table(
        term.at("grades.csv"),
        {one.number: one.sorted_name for one in term.people},
        (f"{SECOND} (9001)",),
        f"{term.course.module(SECOND).points:.2f}",
    )
    text = term.at("grades.csv").read_text()
    for one in term.people:
        made_up = f"{one.sorted_name.split(', ')[-1].lower()}{one.number}@uni.example"
        text = text.replace(made_up, one.login)
    term.at("grades.csv").write_text(text)
    _collect_and_grade(term, SECOND, "canvas.zip", "grades.csv")
    grade_essays(term)
    term.run("pages", "grade", SECOND, "--all")
    for one in (term.people[2], term.people[3]):  # a better essay; the whole file at last
        one.answers_again()
    _canvas_zip(term, "canvas2.zip", term.people[2:4], version=2)
    _collect_and_grade(term, SECOND, "canvas2.zip", "grades.csv", again=" again")
    grade_essays(term)
    term.run("pages again", "grade", SECOND, "--all")
    roster = ("--roster", str(term.at("grades.csv")))
    term.run("export canvas", "export", SECOND, "--to", "canvas", *roster)
    term.run("export csv", "export", SECOND, "--to", "csv")


def _canvas_zip(term: Term, name: str, people: list[Learner], version: int) -> None:
    entries: list[tuple[str, str | bytes]] = [("__MACOSX/._x", b"\0")]
    for one in people:
        who = re.sub(r"\W", "", one.sorted_name).lower()
        for place, (file, text) in enumerate(_sent(term, one, SECOND)):
            attachment = f"{version}{one.number}{place:02}"
            entries.append((f"{who}_{one.number}_{attachment}_{file}", text))
    zipped(term.at(name), entries)


def _sent(term: Term, one: Learner, module: str) -> Iterator[tuple[str, str | bytes]]:
    """The files that a learner uploads."""
    number = term.people.index(one)
    if number == 7:
        return  # sends nothing
    if number == 0:
        yield f"{module}.zip", one.packed[module]
        return
    if number == 4:
        yield "homework.zip", zip_bytes({})
        return
    for name, text in uploads(ROOT, one, (module,))[module].items():
        if number == 1:
            name = name.replace(".ipynb", " (1).ipynb")
        yield name, text[: len(text) // 2] if number == 3 and not one.again else text


def _collect_and_grade(term: Term, module: str, sent: str, table: str, again: str = "") -> None:
    roster = ("--roster", str(term.at(table)))
    term.run(f"collect {module}{again}", "collect", str(term.at(sent)), *roster)
    term.run(f"grade {module}{again}", "grade", module, "--all")


def grade_essays(term: Term) -> None:
    """Give every essay that waits points by row, as formgrader's page does."""
    module = term.course.module(SECOND)
    exercise = module.exercise(ESSAY)
    assert exercise
    with open_gradebook(term.course) as gradebook:
        for one in gradebook.notebook_submissions(exercise.name, SECOND):
            if not any(grade.needs_manual_grade for grade in one.grades):
                continue
            attempt = find_attempt(gradebook, module, one.student.id)
            essay = Essay(gradebook, term.course, module, exercise, attempt)
            rows = {name: points / 2 for name, points in essay.most.items()}
            keep_rows(essay, rows)
            for grade in one.grades:
                if grade.needs_manual_grade:
                    grade.manual_score, grade.needs_manual_grade = sum(rows.values()), False
        gradebook.db.commit()


def look_at_the_class(term: Term) -> None:
    """Who needs something, and whose code is alike."""
    term.run("class", "class", SECOND)
    term.run("class page", "class", SECOND, "--html")
    term.run("similar", "similar", SECOND)


def forget_one(term: Term) -> None:
    """Learner 6 asks what is held, and to be erased; an old zip doesn't bring them back."""
    who = term.people[6]
    term.run("about", "about", who.login)
    term.run("erase", "erase", who.login, "--yes")
    _canvas_zip(term, "old.zip", [who], version=1)
    term.run("collect an old zip", "collect", str(term.at("old.zip")))
    term.at("old.zip").unlink()
    term.left["one"] = traces(term.home, [who])
    term.run("log", "log", "--about", term.people[8].login)
    term.run("log verify", "log", "verify")


def forget_all(term: Term) -> None:
    """The retention period is over: class.toml now says that the course ended two years ago."""
    term.run("retention too early", "retention", "--yes")
    settings = (term.home / "class.toml").read_text()
    ended = term.began.date() - timedelta(days=2 * 365)
    changed = re.sub(r"course_ends = .*", f"course_ends = {ended}", settings)
    (term.home / "class.toml").write_text(changed)
    term.run("retention", "retention", "--yes")
    term.left["all"] = traces(term.home, term.people)


def traces(home: Path, people: list[Learner]) -> list[str]:
    """Where a login, a number in the LMS, a name or a line of code still is, also inside zips."""
    words = {word for one in people for word in one.words}
    found = []
    for path in sorted(one for one in home.rglob("*") if one.is_file()):
        texts = [str(path.relative_to(home)).encode(), path.read_bytes()]
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                texts += [
                    text
                    for name in archive.namelist()
                    for text in (name.encode(), archive.read(name))
                ]
        found += [
            f"{path.relative_to(home)}: {word}"
            for word in words
            if any(word.encode() in text for text in texts)
        ]
    return found


STEPS: tuple[Callable[[Term], None], ...] = (
    hand_out,
    hand_in,
    upload_to_moodle,
    upload_to_canvas,
    look_at_the_class,
    forget_one,
    forget_all,
)


def teach(home: Path, learners: int, call: Call = in_a_process) -> Term:
    """The whole term in that folder, which isn't there yet."""
    term = Term(home, invent(ROOT, learners, (FIRST, SECOND)), call)
    for step in STEPS:
        print(f"\n== {step.__doc__}", flush=True)
        step(term)
    return term


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--learners", type=int, default=40, help="at least 10")
    with tempfile.TemporaryDirectory(prefix="term-") as folder:
        term = teach(Path(folder) / "class", parser.parse_args().learners)
    print("\n== How long it took, in seconds")
    for step, seconds in term.took.items():
        print(f"{seconds:8.1f}  {step}")
    print(f"\nOf the one who was erased, {len(term.left['one'])} traces are left;")
    print(f"of the class, {len(term.left['all'])}.")


if __name__ == "__main__":
    main()
