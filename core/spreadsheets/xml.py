"""XML read element by element, with no document type and therefore no entity."""

from collections.abc import Callable
from typing import NoReturn
from xml.parsers import expat

from core.spreadsheets.archive import DANGEROUS
from core.spreadsheets.refusal import BROKEN, Refused

Start = Callable[[str, dict[str, str]], None]
# Between the namespace and the local name of an element or attribute.
APART = " "


def parser_for(start: Start) -> expat.XMLParserType:
    """A parser that calls `start` with « namespace name » and the attributes, likewise named."""
    parser = expat.ParserCreate(namespace_separator=APART)
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = _refuse
    return parser


def parsed(content: bytes, parser: expat.XMLParserType) -> None:
    """Run the parser on the whole of an entry. Refused when it is no XML."""
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise Refused(BROKEN) from error


def local(name: str) -> str:
    """The name without its namespace: there are two of these for a workbook of Excel, strict or not."""
    return name.rpartition(APART)[2]


def elements(content: bytes, *wanted: str) -> list[tuple[str, dict[str, str]]]:
    """The elements of these local names, in order, each with its attributes by their local names."""
    found: list[tuple[str, dict[str, str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if (bare := local(name)) in wanted:
            found.append((bare, {local(key): value for key, value in attributes.items()}))

    parsed(content, parser_for(start))
    return found


def _refuse(*_: object) -> NoReturn:
    raise Refused(DANGEROUS)
