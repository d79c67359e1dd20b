"""Formulas as MathML, which a browser draws without a script or a request.

latex2mathml parses them. Its own serializer lets HTML through, so its tree is cleaned and written
here: only what draws a formula stays, and no value that could cover the rest of a page.
"""

import re
from html import unescape
from typing import NoReturn
from xml.etree import ElementTree

from markupsafe import Markup

LONGEST = 2_000  # characters of one formula; a longer one is shown as its source
TAGS = re.compile(
    "math|mrow|mi|mn|mo|mtext|mspace|mfrac|msqrt|mroot|msub|msup|msubsup|munder|mover|munderover|"
    "mmultiscripts|mprescripts|mtable|mtr|mtd|mpadded|mphantom|mstyle|menclose"
)
ATTRIBUTES = re.compile(
    "accent|accentunder|columnalign|columnlines|columnspacing|display|displaystyle|fence|form|"
    "largeop|linethickness|lspace|mathcolor|mathvariant|maxsize|minsize|movablelimits|notation|"
    "rowlines|rowspacing|rspace|scriptlevel|separator|stretchy|width"
)
WORD = r"(?:[a-z-]{1,20}|#[0-9A-Fa-f]{3,8}|\d(?:\.\d{1,4})?(?:em|ex)?)"
VALUE = re.compile(rf"{WORD}(?: {WORD}){{0,20}}")


class Formulas:
    """The methods that nbconvert's Markdown renderer calls for formulas; goes before its base."""

    def inline_math(self, body: str) -> str:
        return self.formula(mathml(body))

    def block_math(self, body: str) -> str:
        return self.formula(mathml(body, "block"))

    def latex_environment(self, name: str, body: str) -> str:
        return self.formula(mathml(rf"\begin{{{name}}}{body}\end{{{name}}}", "block"))

    def formula(self, drawn: Markup) -> str:
        """Return what goes into the page for a formula."""
        return str(drawn)


class _NoMacros(dict[str, tuple[list[str], int]]):
    """Refuses macros: a learner's own macro could grow without end."""

    def __setitem__(self, *definition: object) -> NoReturn:
        raise ValueError("a macro")


def mathml(latex: str, display: str = "inline") -> Markup:
    """Return a formula as MathML; display is "inline" or "block". What isn't TeX becomes text."""
    if len(latex) <= LONGEST:
        from latex2mathml.converter import Converter  # a tenth of a second; most have no formula

        converter = Converter(display=display)
        converter.macros = _NoMacros()
        try:
            return _written(converter.convert_to_element(latex))
        except Exception:  # a learner's formula can make the parser raise anything
            pass
    sign = "$" if display == "inline" else "$$"
    return Markup("<code>{}</code>").format(f"{sign}{latex}{sign}")


def _written(tree: ElementTree.Element) -> Markup:
    for one in tree.iter():
        if not TAGS.fullmatch(one.tag):
            raise ValueError(one.tag)
        one.text, one.tail = unescape(one.text or ""), unescape(one.tail or "")
        one.attrib = {
            name: value
            for name, value in one.attrib.items()
            if ATTRIBUTES.fullmatch(name) and VALUE.fullmatch(value)
        }
    return Markup(ElementTree.tostring(tree, encoding="unicode", method="html"))
