"""Text files: CSV with semicolons, commas or tabs, in the encodings that French software writes."""

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence

from core.formats import NBSP, counted, number
from core.tabular.reading.addresses import address
from core.tabular.reading.book import Book, Sheet
from core.tabular.reading.faults import UnreadableFile
from core.tabular.reading.limits import DEFAULT, Limits

NAMES = {";": "point-virgule", ",": "virgule", "\t": "tabulation"}
SEPARATOR_LINE = re.compile(r'"?sep=([;,\t])"?[;,\t]*\r?\n?', re.IGNORECASE)
SHOWN_LINES = 10
# Accented letters, quotes and dashes in UTF-8, and the halves of a character that nothing may write alone.
MULTIBYTE = re.compile(rb"[\xc2\xc3][\xa0-\xbf]|\xe2\x80[\x90-\xaf]|\xed[\xa0-\xbf][\x80-\xbf]")
NO_TEXT = (
    f"Ce fichier n’est pas un texte lisible, ou mêle deux encodages{NBSP}: enregistrez-le en"
    f" «{NBSP}CSV UTF-8{NBSP}»."
)


def read_delimited(content: bytes, name: str, limits: Limits = DEFAULT) -> Book:
    """The table of a CSV, TSV or text file: one sheet, whose cells are all texts.

    A title above the table, and a note below it after a blank line, may be one cell wide; every other line
    must have as many cells as the first that has several. Raises UnreadableFile.
    """
    text, encoding = decoded(content)
    lines = _lines(text)
    _check_size(lines, limits)
    lines, notices = _without_note(lines)
    _check_width(lines)
    if encoding == "cp1252":
        notices.append(f"Fichier lu dans l’encodage de Windows{NBSP}: vérifiez les lettres accentuées.")
    return Book("csv", (Sheet(name, lines),), tuple(notices))


def decoded(content: bytes) -> tuple[str, str]:
    """The text and its encoding: UTF-8 or UTF-16 by their marks, else UTF-8, else that of French Windows.

    Raises UnreadableFile for what is none of them whole, and for null or control characters.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _tried(content, "utf-16"), "utf-16"
    try:
        return _checked(content.decode("utf-8-sig")), "utf-8"
    except UnicodeDecodeError:
        pass
    # Text in UTF-8 beside text in Windows-1252 would read, the former as « Ã© ».
    if MULTIBYTE.search(content):
        raise UnreadableFile(NO_TEXT)
    return _tried(content, "cp1252"), "cp1252"


def _tried(content: bytes, encoding: str) -> str:
    try:
        return _checked(content.decode(encoding))
    except UnicodeDecodeError as error:
        raise UnreadableFile(NO_TEXT) from error


def _checked(text: str) -> str:
    if re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", text):
        raise UnreadableFile(NO_TEXT)
    return text


def _lines(text: str) -> list[list[str]]:
    told = SEPARATOR_LINE.match(text)
    # Kept as a blank line: the numbers of the lines are those that the person sees.
    body = "\n" + text[told.end() :] if told else text
    delimiter = told[1] if told else _delimiter(text)
    try:
        return list(csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise UnreadableFile(
            "Un guillemet n’est pas fermé, ou une case est trop longue"
            f"{NBSP}: enregistrez de nouveau le fichier depuis votre tableur."
        ) from error


def _delimiter(text: str) -> str:
    """The one that comes most often, quoted texts aside, on the first line that has any."""
    for line in text.split("\n", 50)[:50]:
        counts = Counter(re.sub('"[^"]*"', "", line))
        best = max(NAMES, key=lambda one: counts[one])
        if counts[best]:
            return best
    return ";"


def _check_size(lines: Sequence[Sequence[str]], limits: Limits) -> None:
    filled = sum(1 for line in lines if any(line))
    if not filled:
        raise UnreadableFile(f"Ce fichier est vide{NBSP}: vérifiez que vous envoyez le bon.")
    if filled > limits.rows + 1:
        raise UnreadableFile(
            f"Ce fichier a {number(filled)} lignes, plus que les {number(limits.rows)} admises{NBSP}:"
            " découpez-le."
        )
    for place, line in enumerate(lines, start=1):
        if len(line) > limits.columns:
            raise UnreadableFile(
                f"Ligne {place}{NBSP}: {number(len(line))} colonnes, plus que les {limits.columns} admises"
                f"{NBSP}: supprimez les colonnes inutiles."
            )
        for column, cell in enumerate(line):
            if len(cell) > limits.text:
                raise UnreadableFile(
                    f"Case {address(place, column)}{NBSP}: {number(len(cell))} caractères,"
                    f" plus que les {number(limits.text)} admis{NBSP}: raccourcissez ce texte."
                )


def _without_note(lines: list[list[str]]) -> tuple[list[list[str]], list[str]]:
    """What our own exports put below the table, as French statistics do: a blank line, then sentences."""
    last = len(lines)
    while last and len(lines[last - 1]) <= 1:
        last -= 1
    blank = next((place for place in range(last, len(lines)) if not any(lines[place])), len(lines))
    note = [line[0] for line in lines[blank:] if any(line)]
    if not last or not note:
        return lines, []
    return lines[:blank], [f"Note lue sous le tableau, laissée de côté{NBSP}: «{NBSP}{note[0][:80]}{NBSP}»."]


def _check_width(lines: Sequence[Sequence[str]]) -> None:
    first = next((place for place, line in enumerate(lines) if len(line) > 1), 0)
    width = len(lines[first])
    ragged = [
        (place, len(line))
        for place, line in enumerate(lines[first:], start=first + 1)
        if len(line) != width and any(line)
    ]
    if ragged:
        told = ", ".join(
            f"ligne {place}{NBSP}: {counted(count, 'case')}" for place, count in ragged[:SHOWN_LINES]
        )
        more = f" (et {len(ragged) - SHOWN_LINES} autres lignes)" if len(ragged) > SHOWN_LINES else ""
        raise UnreadableFile(
            f"{told.capitalize()}{more}, contre {width} dans la ligne {first + 1}{NBSP}: une case manque,"
            " ou un séparateur est de trop."
        )
