"""An invented class of any size, and what each of its learners answers."""

import functools
import itertools
import json
from dataclasses import dataclass, field
from pathlib import Path

from privacylab.authoring import read_exercise
from privacylab.catalog import Module
from privacylab.grading import Course
from privacylab.verification.answers import read_answers, reference_of
from privacylab.verification.edits import Cells

NAMES = (
    *("Ada Lind", "Jürgen Müller", "Siobhán O’Neill", "Min Kim", "Min Kim", "Noor van Dijk"),
    *("Nguyễn An", "Chidi Eze", "Zoë Roy", "Lena Åberg", "Ivo Petrović", "Mei-Ling Chen"),
    *("José Ñúñez", "Asha Rao", "Tom Reed", "Sara Haddad", "Yuki Mori", "Eva Novák"),
)


@dataclass
class Learner:
    """Somebody invented.

    answers  the solution cells that they write, by exercise and step
    packed   what `privacylab hand-in` made of a module, where they used it
    """

    name: str
    number: str
    login: str
    mark: str
    answers: dict[str, Cells]
    packed: dict[str, bytes] = field(default_factory=dict)
    again: bool = False

    @property
    def sorted_name(self) -> str:
        first, last = self.name.split(" ", 1)
        return f"{last}, {first}"

    @property
    def participant(self) -> str:
        """The number in Moodle, which is another one in each assignment."""
        return f"9{self.number}"

    @property
    def words(self) -> tuple[str, ...]:
        """What is looked for after they were erased."""
        return self.login, self.number, self.mark

    def answers_again(self) -> None:
        """What they send from now on differs."""
        self.again = True


def invent(root: Path, size: int, modules: tuple[str, ...]) -> list[Learner]:
    """The learners of a class, the same for the same size. Learner 5 copies from learner 6."""
    people = []
    for number, name in zip(range(size), itertools.cycle(NAMES), strict=False):
        answers = {
            exercise: given[number * (2 * place + 1) % len(given)]
            for place, (exercise, given) in enumerate(_answers(root, modules).items())
        }
        who = "".join(letter for letter in name.lower() if letter.isascii() and letter.isalpha())
        login = f"{who}{number}@uni.example"
        people.append(Learner(name, f"7{number:08}", login, f"mark_of_{who}_{number}", answers))
    people[5].answers = people[6].answers
    people[0].answers = {exercise: given[0] for exercise, given in _answers(root, modules).items()}
    return people


@functools.cache
def _answers(root: Path, modules: tuple[str, ...]) -> dict[str, list[Cells]]:
    """By exercise: the reference, genuine answers and counterfeits."""
    course = Course(root, root)
    texts = [
        read_exercise(root, module, exercise)
        for module in map(course.module, modules)
        for exercise in module.exercises
        if not exercise.essay
    ]
    return {
        text.exercise.id: [reference_of(text), *(one.cells for one in read_answers(text))]
        for text in texts
    }


def uploads(root: Path, one: Learner, modules: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """By module, a learner's notebooks by file name."""
    course = Course(root, root)
    return {name: _notebooks(root, course.module(name), one) for name in modules}


def _notebooks(root: Path, module: Module, one: Learner) -> dict[str, str]:
    sent = {}
    for exercise in module.exercises:
        path = root / "assignments" / module.id / f"{exercise.name}.ipynb"
        notebook = json.loads(path.read_text(encoding="utf-8"))
        answer = one.answers.get(exercise.id, {})
        essay = f"I would keep less. {one.mark}" + (" And I say why." if one.again else "")
        for cell in notebook["cells"]:
            step = cell["id"].removeprefix(f"{exercise.id}-")
            if step in answer:
                cell["source"] = f"{answer[step]}\n# {one.mark}"
            elif step == "essay":
                cell["source"] = essay
        sent[path.name] = json.dumps(notebook, ensure_ascii=False)
    return sent
