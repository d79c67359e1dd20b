"""Edits: a counterfeit is the reference answer with a few lines changed.

The change is written as a diff, each line with its sign: `-` removed, `+` added, and a space for an
unchanged line that shows the place. A line `@@` separates two places:

    -    return as_of >= last_use + pd.DateOffset(months=18)
    +    return as_of >= last_use + pd.Timedelta(days=548)
"""

import ast
import difflib

from privacylab.authoring import AuthorError

Cells = dict[str, str]  # the solution cells of an answer, by step, in their order


def apply_change(change: str, reference: Cells, where: str) -> Cells:
    """Apply a change to the reference answer. Raises AuthorError unless it fits exactly once."""
    cells = {step: source.split("\n") for step, source in reference.items()}
    for place in _places(change, where):
        old = [line[1:] for line in place if line[0] in "- "]
        new = [line[1:] for line in place if line[0] in "+ "]
        if not old:
            raise AuthorError(
                f"{where}: show where the added lines go: put the line before them first, after a "
                "space."
            )
        fits = [
            (step, number)
            for step, lines in cells.items()
            for number in range(len(lines) - len(old) + 1)
            if lines[number : number + len(old)] == old
        ]
        if len(fits) != 1:
            raise AuthorError(f"{where}: {_why_not(old, len(fits), cells)}")
        step, number = fits[0]
        cells[step][number : number + len(old)] = new
    return {step: "\n".join(lines) for step, lines in cells.items()}


def _places(change: str, where: str) -> list[list[str]]:
    places: list[list[str]] = [[]]
    for line in change.strip("\n").split("\n"):
        if line.startswith("@@"):
            places.append([])
        elif line and line[0] not in "+- ":
            raise AuthorError(
                f"{where}: begin each line of the change with -, + or a space: {line!r}."
            )
        else:
            places[-1].append(line or " ")
    return places


def _why_not(old: list[str], fits: int, cells: dict[str, list[str]]) -> str:
    if fits:
        return (
            f"the change fits {fits} places: add the line before or after it, with a space in "
            f"front: {old[0].strip()!r}."
        )
    lines = [line for one in cells.values() for line in one]
    for line in old:
        if line not in lines:
            near = difflib.get_close_matches(line, lines, n=1, cutoff=0)
            return f"no line of the reference answer is {line!r}: the nearest is {near[0]!r}."
    return f"these lines do not follow each other in the reference answer: {old!r}."


def replace_functions(source: str, reference: Cells, where: str) -> Cells:
    """Return the reference answer with whole functions or classes replaced.

    Anything that is not a function or class of the reference, such as an import or a helper that
    the others use, goes before the first that is. Raises AuthorError for a function that nothing
    uses.
    """
    cells = dict(reference)
    tree = parse(source, where)
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    extra: list[str] = []
    first = ""  # the step of the first one replaced
    for node in tree.body:
        text = _text(source, node)
        name = getattr(node, "name", "")
        step = next((step for step, cell in cells.items() if name in _defined(cell)), "")
        if step:
            old = _text(cells[step], _defined(cells[step])[name])
            cells[step] = cells[step].replace(old, text)
            first = first or step
        elif name and name not in used:
            known = [name for cell in reference.values() for name in _defined(cell)]
            raise AuthorError(
                f"{where}: the reference answer has no {name}: it has {', '.join(known)}."
            )
        else:
            extra.append(text)
    if not first:
        raise AuthorError(f"{where}: it replaces no function of the reference answer.")
    cells[first] = "\n\n\n".join([*extra, cells[first]])
    return cells


def parse(source: str, where: str) -> ast.Module:
    """Parse a source text. Raises AuthorError if it is not Python."""
    try:
        return ast.parse(source)
    except SyntaxError as error:
        raise AuthorError(
            f"{where}, line {error.lineno}: this is not Python ({error.msg}): correct it."
        ) from None


def _defined(source: str) -> dict[str, ast.stmt]:
    return {
        node.name: node
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }


def _text(source: str, node: ast.stmt) -> str:
    """Return the lines of a statement, including its decorators."""
    decorators = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(one.lineno for one in decorators)])
    return "\n".join(source.split("\n")[first - 1 : node.end_lineno])
