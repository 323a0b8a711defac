"""What the values of an XLSX sheet do not say: percentages, formulas, errors, what is hidden or merged.

Few sheets have any of it: the XML is searched first, and only read element by element where it must be.
"""

import re
from dataclasses import dataclass, field
from typing import IO, Any
from xml.parsers import expat

from core.spreadsheets.addresses import bounds_of, place_of
from core.spreadsheets.xml import elements, local, parsed, parser_for

# What may stand within a number format and is shown as it is: quoted, escaped, or a condition or colour.
SHOWN_AS_IT_IS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|[_*].')
BUILT_IN_PERCENTS = {"9", "10"}
# Not `hidden=` alone: LibreOffice says of each row that it is not.
HIDDEN = (b'hidden="1', b'hidden="t', b'hidden="&')
# Within the rows, then around them; a file that writes its elements or attributes otherwise is read whole.
SIGNS = (b"<f", b't="e"', *HIDDEN, b' ht="0')
SIGNS_AROUND = (b"mergeCell", *HIDDEN, b' width="0')
# Elements with a prefix, which the first one says; attributes with other quotes, or spaces around their sign,
# which may be those of one row alone.
PREFIXED = b":worksheet"
OTHER_WRITING = re.compile(rb'=(?:[^"]|(?<=[ \t\r\n]=))')
OPENING, CLOSING = b"<sheetData", b"</sheetData"
HEAD = 4096
PIECE = 256 * 1024
# Longer than any sign, which two pieces may share.
MARGIN = 64
MANY = 20


@dataclass
class Facts:
    """Of one sheet, rows from 1 and columns from 0. `marks` map a place to (kind, text shown, formula)."""

    percents: frozenset[str]
    is_calculated: bool
    texts_of_formulas: set[tuple[int, int]] = field(default_factory=set)
    percent_cells: list[tuple[int, int]] = field(default_factory=list)
    formulas: list[tuple[int, int]] = field(default_factory=list)
    spilled: list[tuple[int, int, int, int]] = field(default_factory=list)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)


def percent_styles(styles: bytes) -> frozenset[str]:
    """The indexes, as cells quote them, of the styles that show a number as a percentage."""
    own: dict[str, str] = {}
    found: set[str] = set()
    place, within = 0, False
    for name, attributes in elements(styles, "numFmt", "cellXfs", "cellStyleXfs", "xf", "cellStyles", "dxfs"):
        if name == "numFmt":
            own[attributes.get("numFmtId", "")] = SHOWN_AS_IT_IS.sub("", attributes.get("formatCode", ""))
        elif name != "xf":
            within = name == "cellXfs"
        elif within:
            form = attributes.get("numFmtId", "0")
            if form in BUILT_IN_PERCENTS or "%" in own.get(form, ""):
                found.add(str(place))
            place += 1
    return frozenset(found)


def facts_of(content: bytes, percents: frozenset[str], *, is_calculated: bool) -> Facts:
    """The facts of a sheet that has some, from its XML. `is_calculated` is False when the file says that its
    formulas are still to be computed."""
    facts = Facts(percents, is_calculated)
    parsed(content, _Reader(facts).parser)
    return facts


def has_facts(entry: IO[bytes], percents: frozenset[str]) -> bool:
    """Whether the XML of a sheet may hold any, searched piece by piece: most sheets hold none."""
    head = entry.read(HEAD)
    if len(percents) > MANY or PREFIXED in head:
        return True
    # Before the rows, within them, after them: each part ends where the next begins.
    parts = [(SIGNS_AROUND, OPENING), (_signs_within(percents), CLOSING), ((*SIGNS_AROUND, CLOSING), b"")]
    piece = head
    while True:
        signs, end = parts[0]
        at = piece.find(end) if end else -1
        searched = piece if at < 0 else piece[:at]
        # After the rows, what is sought has no attribute, and the rules of formats have signs of their own.
        if any(sign in searched for sign in signs) or (end and OTHER_WRITING.search(searched)):
            return True
        if at >= 0:
            parts, piece = parts[1:], piece[at + len(end) :]
            continue
        more = entry.read(PIECE)
        if not more:
            return len(parts) > 1
        piece = piece[-MARGIN:] + more


def _signs_within(percents: frozenset[str]) -> tuple[bytes, ...]:
    return (*SIGNS, *(b's="%s"' % style.encode() for style in percents))


class _Reader:
    """Reads a sheet. A row or cell that does not say where it is follows the one before it."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.row, self.column = 0, -1
        self.is_error = False
        self.actions = {
            "row": self.start_row,
            "c": self.start_cell,
            "f": self.start_formula,
            "v": self.start_value,
            "col": self.start_column,
            "mergeCell": self.start_merged,
        }
        self.known: dict[str, Any] = {}
        self.parser: expat.XMLParserType = parser_for(self.start)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name not in self.known:
            self.known[name] = self.actions.get(local(name))
        action = self.known[name]
        if action:
            action(attributes)

    def start_row(self, attributes: dict[str, str]) -> None:
        self.row = int(attributes["r"]) if attributes.get("r", "").isdigit() else self.row + 1
        self.column = -1
        if _is_true(attributes.get("hidden")) or _is_nought(attributes.get("ht")):
            self.facts.hidden_rows.add(self.row)

    def start_cell(self, attributes: dict[str, str]) -> None:
        place = place_of(attributes["r"]) if "r" in attributes else None
        self.row, self.column = place or (self.row, self.column + 1)
        kind = attributes.get("t")
        if attributes.get("s") in self.facts.percents and kind in {None, "n"}:
            self.facts.percent_cells.append((self.row, self.column))
        self.is_error = kind == "e"
        if self.is_error:
            self.facts.errors[self.row, self.column] = ""
        elif kind == "str":
            self.facts.texts_of_formulas.add((self.row, self.column))
        self.parser.CharacterDataHandler = None

    def start_formula(self, attributes: dict[str, str]) -> None:
        self.facts.formulas.append((self.row, self.column))
        # Its results lie in the cells around it, which do not say so themselves.
        if attributes.get("t") in {"array", "dataTable"} and (area := bounds_of(attributes.get("ref", ""))):
            self.facts.spilled.append(area)

    def start_value(self, _: dict[str, str]) -> None:
        if self.is_error:
            self.parser.CharacterDataHandler = self.keep_error

    def keep_error(self, text: str) -> None:
        self.facts.errors[self.row, self.column] += text.strip()

    def start_column(self, attributes: dict[str, str]) -> None:
        if _is_true(attributes.get("hidden")) or _is_nought(attributes.get("width")):
            first, last = attributes.get("min", ""), attributes.get("max", "")
            if first.isdigit() and last.isdigit():
                self.facts.hidden_columns.append((int(first) - 1, int(last) - 1))

    def start_merged(self, attributes: dict[str, str]) -> None:
        self.facts.merged.append(attributes.get("ref", ""))


def _is_true(value: str | None) -> bool:
    return value in {"1", "true"}


def _is_nought(value: str | None) -> bool:
    return value is not None and value.strip("0.") == "" and value != ""
