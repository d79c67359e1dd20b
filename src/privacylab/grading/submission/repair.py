"""Repairs a submitted notebook with the course's own cells, and keeps everything a learner wrote.

Given cells and tests always come from the course. An answer keeps the learner's text. Every other
cell is the learner's, and runs where it is.
"""

import copy
import json
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode

from privacylab.authoring.cells import LOOK, Role, checksum, is_look, name_of, role, step_of
from privacylab.catalog import Exercise, Module
from privacylab.catalog.exercises import METADATA
from privacylab.grading.cells import OwnCells, own_cells
from privacylab.grading.course import Course
from privacylab.grading.submission.names import printable
from privacylab.grading.submission.read import extra_notebooks, read_staged
from privacylab.grading.submission.staging import StagedSubmission

# nbformat's own constructors validate each cell, which costs more than everything else here
PARTS: dict[str, dict[str, Any]] = {
    "code": {"execution_count": None, "outputs": []},
    "markdown": {},
    "raw": {},
}
MOST_SAID, MOST_NAMED = 20, 10  # sentences about one notebook; names in one of them
MOST_TAGS = 1_000  # characters of the tags of a cell
MOST_ATTACHED = 5 << 20  # characters of the pictures pasted into a notebook
MARKS = ("schema_version", "grade", "solution", "locked", "task", "points")


@dataclass(frozen=True)
class Repaired:
    """A repaired notebook, a sentence for each repair, and whether it is still as released."""

    notebook: NotebookNode
    sentences: tuple[str, ...]
    untouched: bool


def read_and_repair(
    course: Course,
    learner: str,
    module: Module,
    sent: StagedSubmission,
    only: Exercise | None = None,
) -> dict[Exercise, NotebookNode]:
    """Read and repair a submission's notebooks; their metadata says what was repaired or left out.

    Returns all of them, or those that one exercise needs. Raises CannotGrade.
    """
    wanted = module.with_earlier(only) if only else ()
    notebooks: dict[Exercise, NotebookNode] = {}
    for one, notebook in read_staged(course, learner, module, sent, wanted).items():
        done = repair_notebook(notebook, own_cells(course.root, module, one))
        said = [f"{one.id}: {sentence}" for sentence in done.sentences]
        done.notebook.metadata.privacylab |= {"repaired": said, "untouched": done.untouched}
        notebooks[one] = done.notebook
    said = next(iter(notebooks.values())).metadata.privacylab.repaired
    extra = extra_notebooks(sent.notebooks, module)
    if extra and not only:
        more = f" and {len(extra) - MOST_NAMED} more" if len(extra) > MOST_NAMED else ""
        names = ", ".join(map(printable, extra[:MOST_NAMED]))
        said.append(f"Submitted, but not graded: {names}{more}.")
    if sent.left_out:
        said.append(sent.left_out)
    return notebooks


def repair_notebook(sent: NotebookNode, own: OwnCells) -> Repaired:
    """Repair a submitted notebook; only its cells' types and sources are required."""
    repair = _NotebookRepair(own)
    cells = [_SubmittedCell.of(cell) for cell in sent.cells]
    if len(json.dumps([one.attachments for one in cells])) > MOST_ATTACHED:
        repair.say(f"The pasted pictures are larger than {MOST_ATTACHED >> 20} MB: left out.")
        for one in cells:
            one.attachments = {}
    repair.name_cells(cells)
    repair.lay_out()
    repair.put_given_first()
    repair.put_answers_back()
    repair.put_tests_after()
    _give_ids(repair.cells)
    metadata = copy.deepcopy(own.whole.metadata)
    notebook = NotebookNode(own.whole, metadata=metadata, cells=repair.cells)
    kernel = _table(_table(sent.get("metadata")).get("kernelspec")).get("name", "python3")
    if kernel != notebook.metadata.kernelspec.name:
        asked = printable(kernel) if isinstance(kernel, str) else "unknown"
        repair.say(f"The notebook asked for the kernel {asked!r}: it ran with Python 3.")
    said = list(dict.fromkeys(repair.said))
    if len(said) > MOST_SAID:
        said[MOST_SAID:] = [f"{len(said) - MOST_SAID:,} more things were repaired."]
    return Repaired(notebook, tuple(said), repair.untouched)


@dataclass(eq=False)
class _SubmittedCell:
    """A submitted cell; name is the name of the course's cell that it is, once that is known."""

    cell_type: str
    source: str
    cell_id: str
    mark: dict[str, Any] | None
    metadata: dict[str, Any]
    attachments: dict[str, Any]
    name: str | None = None

    @classmethod
    def of(cls, cell: NotebookNode) -> "_SubmittedCell":
        metadata = dict(_table(cell.get("metadata")))
        mark = metadata.pop("nbgrader", None)
        return cls(
            cell.cell_type if cell.cell_type in PARTS else "raw",
            cell.source,
            str(cell.get("id", "")),
            mark if isinstance(mark, dict) else None,
            metadata,
            _table(cell.get("attachments")),
        )

    @property
    def says(self) -> str:
        """The name in its grading metadata."""
        name = (self.mark or {}).get("grade_id")
        return name if isinstance(name, str) else ""

    def as_own(self) -> NotebookNode:
        """Return the same text as one of the learner's own cells."""
        tags = self.metadata.get("tags")
        metadata = {"tags": tags} if len(json.dumps(tags)) <= MOST_TAGS and tags else {}
        cell = NotebookNode(
            copy.deepcopy(PARTS[self.cell_type]),
            id=self.cell_id,
            cell_type=self.cell_type,
            source=self.source,
            metadata=NotebookNode(metadata),
        )
        if self.attachments and self.cell_type != "code":
            cell.attachments = self.attachments
        return cell


@dataclass
class _NotebookRepair:
    """A repair in progress: the cells so far, and the sentences about them."""

    own: OwnCells
    cells: list[NotebookNode] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    sent: list[_SubmittedCell] = field(default_factory=list)
    chosen: dict[str, _SubmittedCell] = field(default_factory=dict)
    left_out: list[_SubmittedCell] = field(default_factory=list)
    untouched: bool = True

    def say(self, sentence: str) -> None:
        self.said.append(sentence[0].upper() + sentence[1:])

    def name_cells(self, sent: list[_SubmittedCell]) -> None:
        """Match each cell with one of the course's cells, by name or else by cell id."""
        self.sent = sent
        marked = self.own.marked
        by_id = {cell.id: name for name, cell in marked.items()}
        named = {one.says for one in sent}
        for one in sent:
            if one.says in marked:
                one.name = one.says
            elif by_id.get(one.cell_id, one.says) not in named:
                one.name = by_id[one.cell_id]
                self.say(f"{label(marked[one.name])} had lost its name: its cell id identified it.")
            elif one.says:
                mark = printable(one.says)
                self.say(
                    f"a cell was marked {mark!r}, which this exercise does not have: "
                    "it ran as an ordinary cell."
                )
            elif one.mark is not None:
                self.say("a cell had empty grading metadata: it ran as an ordinary cell.")
        for name, cell in marked.items():
            claims = [one for one in sent if one.name == name]
            if claims:
                self._choose(name, cell, claims)

    def _choose(self, name: str, cell: NotebookNode, claims: list[_SubmittedCell]) -> None:
        """Choose the original among several copies; unchanged copies of an answer are dropped."""
        kept = claims
        if role(cell) is Role.ANSWER:
            kept = [one for one in claims if not self._is_stub(one)] or claims[:1]
            self.left_out += [one for one in claims if one not in kept]
        original = next((one for one in kept if one.cell_id == cell.id), kept[0])
        self.chosen[name] = original
        for one in kept:
            if one is not original:
                one.name = None
        if len(claims) > 1:
            self.say(
                f"{label(cell)} occurred {len(claims)} times: one of them counts"
                + (", the others ran as ordinary cells." if len(kept) > 1 else ".")
            )

    def _is_stub(self, one: _SubmittedCell) -> bool:
        assert one.name is not None
        stub = self.own.public[one.name]
        return _same(one.source, stub.source) or _as_released(one)

    def lay_out(self) -> None:
        """Arrange the cells in the learner's order, with the course's cells in their places."""
        marked = self.own.marked
        for one in self.sent:
            if one in self.left_out:
                continue
            if one.name is None:
                cell = one.as_own()
                if one.cell_type == "code" and self._is_look(one):
                    cell.metadata[METADATA] = NotebookNode(role=LOOK)  # grading skips it
                self.cells.append(cell)
                idle = one.cell_type != "code" or is_look(cell) or not one.source.strip()
                self.untouched &= idle
                continue
            cell = copy.deepcopy(marked[one.name])
            if role(cell) is Role.ANSWER:
                self.untouched &= self._is_stub(one)
                cell.source = one.source
            else:
                self._keep_changes(one, cell)
            self._check_marks(one, cell)
            self.cells.append(cell)

    def _is_look(self, one: _SubmittedCell) -> bool:
        mark = _table(one.metadata.get(METADATA))
        return one.cell_id in self.own.looks or mark.get("role") == LOOK

    def _keep_changes(self, one: _SubmittedCell, cell: NotebookNode) -> None:
        """Run what was written into a given cell or a test before the course's own version."""
        if _same(one.source, self.own.public[name_of(cell)].source) or not one.source.strip():
            return
        if _as_released(one):
            self.say(f"{label(cell)} is newer than the one submitted: the new one ran.")
            return
        self.say(
            f"{label(cell)} had been changed: the course's own ran, and what was written there "
            "ran before it."
        )
        mine = one.as_own()
        mine.id = ""
        self.cells.append(mine)
        self.untouched = False

    def _check_marks(self, one: _SubmittedCell, cell: NotebookNode) -> None:
        if one.cell_type != cell.cell_type:
            self.say(f"{label(cell)} was a {one.cell_type} cell: it is {cell.cell_type} again.")
        right = self.own.public[name_of(cell)].metadata.nbgrader
        marks = {} if one.mark is None else one.mark
        changed = {key for key in MARKS if marks and marks.get(key) != right.get(key)}
        if _as_released(one):
            changed -= {"points"}  # an earlier edition of the course may have had others
        if changed or one.metadata.get("tags"):
            self.say(f"the grading metadata of {label(cell)} had been changed: it was restored.")

    def put_given_first(self) -> None:
        """Move each given cell before all of the course's cells that follow it in the course."""
        marked = list(self.own.marked.items())
        for position, (name, cell) in enumerate(marked):
            if role(cell) is not Role.GIVEN:
                continue
            later = self._first({other for other, _ in marked[position + 1 :]})
            here = self._first({name})
            if here is None:
                before = self._first_code()
                earlier = [self._first({other}) for other, _ in marked[:position]]
                after = max((there + 1 for there in earlier if there is not None), default=before)
                place = min(after, len(self.cells) if later is None else later)
                self.cells.insert(place, copy.deepcopy(cell))
                self.say(f"{label(cell)} was missing: it was put back.")
            elif later is not None and here > later:
                self.cells.insert(later, self.cells.pop(here))
                self.say(f"{label(cell)} came after cells that need it: it ran before them.")

    def put_answers_back(self) -> None:
        """Restore missing answers, empty and early: what the learner wrote must come after them."""
        given: set[str] = set()
        for name, cell in self.own.marked.items():
            if role(cell) is Role.GIVEN:
                given.add(name)
            if role(cell) is Role.ANSWER and name not in self.chosen:
                places = [self._first({one}) for one in given]
                after = [place + 1 for place in places if place is not None]
                self.cells.insert(max(after, default=self._first_code()), copy.deepcopy(cell))
                self.say(f"{label(cell)} was missing: it was put back, empty.")

    def put_tests_after(self) -> None:
        """Run each test after its answer, and after the cells that were before it."""
        answer = ""
        for name, cell in self.own.marked.items():
            if role(cell) is Role.ANSWER:
                answer = name
            if role(cell) is not Role.TEST:
                continue
            here, floor = self._first({name}), self._first({answer})
            if here is None:
                self.say(f"{label(cell)} was missing: the course's own was put back.")
            elif floor is not None and here < floor:
                self.cells.pop(here)
                floor -= 1
                self.say(f"{label(cell)} came before its answer: it ran after it.")
            else:
                continue
            self.cells.insert(self._end_of_block(floor), copy.deepcopy(cell))

    def _end_of_block(self, start: int | None) -> int:
        """Return the place just after the last code cell before the next cell of the course."""
        start = -1 if start is None else start
        end = start + 1
        while end < len(self.cells) and role(self.cells[end]) is None:
            end += 1
        while end > start + 1 and self.cells[end - 1].cell_type != "code":
            end -= 1
        return end

    def _first(self, names: set[str]) -> int | None:
        for position, cell in enumerate(self.cells):
            if role(cell) and name_of(cell) in names:
                return position
        return None

    def _first_code(self) -> int:
        kinds = [cell.cell_type for cell in self.cells]
        return kinds.index("code") if "code" in kinds else len(kinds)


def label(cell: NotebookNode) -> str:
    """Return the name of one of the course's cells for a sentence."""
    kind = role(cell)
    assert kind is not None
    return kind.value.format(name=step_of(name_of(cell)))


def _as_released(one: _SubmittedCell) -> bool:
    """Whether a cell is as some edition of the course released it: its own checksum matches."""
    cell = one.as_own()
    cell.metadata.nbgrader = NotebookNode(one.mark or {})
    try:
        return checksum(cell) == cell.metadata.nbgrader.checksum
    except (AttributeError, KeyError, TypeError, ValueError):
        return False


def _same(one: str, other: str) -> bool:
    def lines(text: str) -> list[str]:
        return [line.rstrip() for line in text.strip().splitlines()]

    return lines(one) == lines(other)


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _give_ids(cells: list[NotebookNode]) -> None:
    """Give every cell a unique id; the course's cells keep theirs."""
    taken = {cell.id for cell in cells if role(cell)}
    for number, cell in enumerate(cells):
        if role(cell):
            continue
        if cell.id in taken or not 0 < len(cell.id) <= 64 or not _plain(cell.id):
            cell.id = f"own-{number:03d}"
            while cell.id in taken:
                cell.id += "-x"
        taken.add(cell.id)


def _plain(text: str) -> bool:
    return all(char.isascii() and (char.isalnum() or char in "-_") for char in text)
