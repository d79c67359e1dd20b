"""Makes mutants: copies of an answer, each with one small change.

mutmut's operators change numbers, strings, comparisons, arithmetic, assignments and the arguments
of calls. The operators here have the same form and add what mutmut lacks: they drop conditions,
statements and links of a call chain, and they use the number below or the other extreme.
"""

import ast
import textwrap
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import libcst as cst
from mutmut.mutation.mutators import mutation_operators


@dataclass(frozen=True)
class Mutant:
    """One answer with one change.

    line    where the change begins, counted from 1 in the answer
    before  the lines that change, without their common indentation
    after   what they become
    source  the whole changed answer
    """

    line: int
    before: str
    after: str
    source: str


def mutants(answer: str) -> tuple[Mutant, ...]:
    """Return every mutant that compiles and differs from all others, in the answer's order.

    Docstrings, annotations and raise statements are left alone: no test may rely on them.
    """
    module = cst.parse_module(answer)
    finder = _Finder()
    module.visit(finder)
    seen = {ast.dump(ast.parse(answer))}
    made = []
    for node, changed in finder.found:
        mutated = module.deep_replace(node, changed)
        assert isinstance(mutated, cst.Module)  # no operator replaces the whole module
        source = mutated.code
        tree = _compiled(source)
        if tree and tree not in seen:
            seen.add(tree)
            made.append(_described(answer, source))
    return tuple(sorted(made, key=lambda mutant: mutant.line))


def _compiled(source: str) -> str:
    try:
        with warnings.catch_warnings(action="ignore"):
            compile(source, "mutant", "exec")
            return ast.dump(ast.parse(source))
    except SyntaxError:
        return ""


def _described(answer: str, source: str) -> Mutant:
    old, new = answer.splitlines(), source.splitlines()
    begin = 0
    while old[begin : begin + 1] == new[begin : begin + 1]:
        begin += 1
    end = 0
    while end < min(len(old), len(new)) - begin and old[-1 - end] == new[-1 - end]:
        end += 1
    before, after = (
        textwrap.dedent("\n".join(lines[begin : len(lines) - end])) for lines in (old, new)
    )
    return Mutant(begin + 1, before, after, source)


class _Finder(cst.CSTVisitor):
    """Finds every node that can be replaced, with its replacements."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[cst.CSTNode, cst.CSTNode]] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.Annotation | cst.Raise) or _is_docstring(node):
            return False
        for kind, operator in [*mutation_operators, *OPERATORS]:
            if isinstance(node, kind):
                self.found += [(node, changed) for changed in operator(node)]
        return True


def _is_docstring(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Expr) and isinstance(
        node.value, cst.SimpleString | cst.ConcatenatedString
    )


def _number_below(node: cst.Integer) -> Iterator[cst.CSTNode]:
    yield cst.parse_expression(str(node.evaluated_value - 1))


def _other_extreme(node: cst.Name) -> Iterator[cst.CSTNode]:
    other = {"min": "max", "max": "min", "any": "all", "all": "any"}
    if node.value in other:
        yield node.with_changes(value=other[node.value])


def _condition_decided(node: cst.If) -> Iterator[cst.CSTNode]:
    for word in ("True", "False"):
        yield node.with_changes(
            test=cst.Name(word), whitespace_before_test=cst.SimpleWhitespace(" ")
        )


def _half_dropped(node: cst.BooleanOperation) -> Iterator[cst.CSTNode]:
    yield from (node.left, node.right)


def _half_of_a_mask_dropped(node: cst.BinaryOperation) -> Iterator[cst.CSTNode]:
    if isinstance(node.operator, cst.BitAnd | cst.BitOr):
        yield from (node.left, node.right)


def _mask_dropped(node: cst.Subscript) -> Iterator[cst.CSTNode]:
    """rows[rows["a"] == 1] → rows"""
    index = node.slice[0].slice
    masks = (cst.Comparison, cst.BinaryOperation, cst.UnaryOperation)
    if isinstance(index, cst.Index) and isinstance(index.value, masks):
        yield node.value


def _filter_dropped(node: cst.CompFor) -> Iterator[cst.CSTNode]:
    for one in node.ifs:
        yield node.with_changes(ifs=[other for other in node.ifs if other is not one])


def _link_dropped(node: cst.Call) -> Iterator[cst.CSTNode]:
    """x.f().str.strip() → x.f(); the first name stays, since it may be a module."""
    link = node.func
    while isinstance(link, cst.Attribute):
        link = link.value
    if link is not node.func and not isinstance(link, cst.Name):
        yield link


def _statement_dropped(node: cst.Expr) -> Iterator[cst.CSTNode]:
    yield cst.Pass()


OPERATORS: list[tuple[type[cst.CSTNode], Callable[[Any], Iterable[cst.CSTNode]]]] = [
    (cst.Integer, _number_below),
    (cst.If, _condition_decided),
    (cst.BooleanOperation, _half_dropped),
    (cst.BinaryOperation, _half_of_a_mask_dropped),
    (cst.Subscript, _mask_dropped),
    (cst.CompFor, _filter_dropped),
    (cst.Call, _link_dropped),
    (cst.Name, _other_extreme),
    (cst.Expr, _statement_dropped),
]
