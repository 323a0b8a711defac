"""Texts in an ODS: typed as texts, so that none is taken for a formula, with their spaces and lines kept."""

import re
from xml.sax.saxutils import escape

from odf.element import Element
from odf.table import TableCell
from odf.text import P, S, Tab

# OpenDocument, like HTML, shows a run of spaces as one, and none at the ends of a line, unless they are
# counted. The library's addTextToElement does not count those at the ends.
SPACING = re.compile("(^ +| +$| {2,}|\t)")


def text_cell(text: str, style: str, **attributes: str) -> Element:
    """A cell that holds a text, one paragraph a line."""
    cell = TableCell(stylename=style, valuetype="string", **attributes)
    for line in text.split("\n"):
        cell.addElement(_paragraph(line))
    return cell


def _paragraph(line: str) -> Element:
    paragraph = P()
    for piece in SPACING.split(line):
        if piece == "\t":
            paragraph.addElement(Tab())
        elif piece.strip(" "):
            paragraph.addText(piece)
        elif piece:
            paragraph.addElement(S(c=len(piece)))
    return paragraph


def paragraphs(text: str) -> str:
    """The XML of a text, the same as `text_cell` makes."""
    if "\n" in text or SPACING.search(text):
        return "".join([f"<text:p>{_spaced(line)}</text:p>" for line in text.split("\n")])
    return f"<text:p>{escape(text)}</text:p>"


def _spaced(line: str) -> str:
    return "".join(
        "<text:tab/>"
        if piece == "\t"
        else escape(piece)
        if piece.strip(" ")
        else f'<text:s text:c="{len(piece)}"/>'
        for piece in SPACING.split(line)
        if piece
    )
