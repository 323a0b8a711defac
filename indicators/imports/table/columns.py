"""The columns of the long form, and the sheet of a file that bears them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from core.formats import NBSP, counted, joined, plural
from core.imports.questions import LEAVE, TAKE, Question, answers_of, unanswered
from core.tabular.reading import (
    Book,
    Cell,
    CellKind,
    Header,
    Row,
    Sheet,
    SheetState,
    UnreadableFile,
    column_letters,
    find_header,
)
from core.tabular.reading.book import Raw

TITLES = {
    "contract": ("Contrat", "Référence du contrat", "Territoire", "Département"),
    "indicator": ("Indicateur", "Code de l’indicateur", "Code indicateur"),
    "year": ("Année", "Exercice"),
    "value": ("Valeur", "Résultat"),
    "kind": ("Nature", "Nature de la valeur"),
    "source": ("Source",),
    "perimeter": ("Périmètre",),
    "numerator": ("Numérateur",),
    "denominator": ("Dénominateur",),
    "comment": ("Commentaire",),
    "cause": ("Cause d’écart",),
    # Said by our own tables for whoever fills them; never read.
    "label": ("Libellé", "Libellé de l’indicateur"),
    "unit": ("Unité",),
}
REQUIRED = ("contract", "indicator", "year", "value")
READ = tuple(TITLES)[:11]
BLANK_CELL = Cell(0, 0, CellKind.BLANK)
SHOWN_COLUMNS = SHOWN_ROWS = 10
TAKE_OR_LEAVE = ((TAKE, "Lire"), (LEAVE, "Laisser de côté"))
HIDDEN_SHEET = f"La feuille {{}} est masquée et porte des valeurs{NBSP}: faut-il la lire{NBSP}?"
HIDDEN_COLUMN = f"La colonne {{}} ({{}}) est masquée{NBSP}: faut-il la lire{NBSP}?"
NO_SHEET_LEFT = "Aucune autre feuille ne porte de valeurs\u00a0: il n’y a rien à lire."


BareRow = tuple[int, Sequence[Raw]]


def _holds(raw: Raw) -> bool:
    return raw is not None and raw != ""


class Unanswered(Exception):
    """The file cannot be read before these questions are answered, or answered otherwise (`fault`)."""

    def __init__(self, questions: Sequence[Question], fault: str = "") -> None:
        super().__init__(fault)
        self.questions, self.fault = list(questions), fault


class TableSheet:
    """The sheet that holds the values, with what is to be told of the others, and what is hidden of it."""

    def __init__(self, book: Book, answers: Mapping[str, str]) -> None:
        """Raises UnreadableFile when no sheet, or more than one, bears the titles, or a column is unknown;
        Unanswered while a hidden sheet or column is neither taken nor left."""
        self.questions: list[Question] = []
        self.sheet, self.header, said = self._chosen(book, answers)
        _check_columns(self.header)
        self.header = self._with_hidden_columns(answers)
        self.notices = [*book.notices, *said]
        self.places = [(key, self.header.places.get(key, -1)) for key in READ]
        self.waiting, self.left = self._hidden_rows(answers)
        self.name = self.sheet.name if len(book.visible_sheets) > 1 else ""
        self.count = max(0, self.sheet.first_row + len(self.sheet.values) - self.header.row - 1)

    def _ask(self, questions: Sequence[Question]) -> dict[str, str]:
        """What was answered, by what it is about. Raises Unanswered when something is not."""
        self.questions += questions
        if unanswered(questions):
            raise Unanswered(self.questions)
        return answers_of(questions)

    def _chosen(self, book: Book, answers: Mapping[str, str]) -> tuple[Sheet, Header, list[str]]:
        """The only sheet that bears the titles and is not left aside; what is said of the others."""
        found = _titled(book)
        hidden = [place for place, (sheet, _) in found.items() if sheet.state != SheetState.VISIBLE]
        asked = [
            Question(f"sheet-{place}", HIDDEN_SHEET.format(_named(book.sheets[place])), TAKE_OR_LEAVE)
            for place in hidden
        ]
        given = self._ask([one.given(answers) for one in asked])
        kept = [pair for place, pair in found.items() if given.get(f"sheet-{place}") != LEAVE]
        if not kept:
            raise Unanswered(self.questions, NO_SHEET_LEFT)
        if len(kept) > 1:
            names = joined([_named(sheet) for sheet, _ in kept])
            raise UnreadableFile(
                f"Plusieurs feuilles portent des valeurs ({names}){NBSP}: gardez-en une, ou envoyez un "
                "fichier par feuille."
            )
        return *kept[0], _said(book, kept[0][0])

    def _with_hidden_columns(self, answers: Mapping[str, str]) -> Header:
        """The header without the hidden columns that are left aside."""
        places = self.header.places
        hidden = [key for key in READ if places.get(key, -1) in set(self.sheet.hidden_columns)]
        asked = [
            Question(
                f"column-{key}",
                HIDDEN_COLUMN.format(TITLES[key][0], column_letters(places[key])),
                TAKE_OR_LEAVE,
            )
            for key in hidden
        ]
        given = self._ask([one.given(answers) for one in asked])
        left = {key for key in hidden if given[f"column-{key}"] == LEAVE}
        if lost := [TITLES[key][0] for key in REQUIRED if key in left]:
            fault = f"Sans la colonne {joined(lost)}, il n’y a rien à lire{NBSP}: lisez-la."
            raise Unanswered(self.questions, fault)
        return replace(self.header, places={key: at for key, at in places.items() if key not in left})

    def _hidden_rows(self, answers: Mapping[str, str]) -> tuple[frozenset[int], frozenset[int]]:
        """The hidden rows that wait for an answer, and those that are left aside."""
        hidden = frozenset(number for number in self.sheet.hidden_rows if number > self.header.row)
        if not hidden:
            return hidden, hidden
        text = f"{counted(len(hidden), 'ligne masquée porte', 'lignes masquées portent')} des valeurs ("
        text += f"{plural(len(hidden), 'ligne')} {_listed(sorted(hidden))}){NBSP}: faut-il les lire{NBSP}?"
        question = Question("rows", text, TAKE_OR_LEAVE).given(answers)
        self.questions.append(question)
        nothing: frozenset[int] = frozenset()
        return (nothing if question.chosen else hidden, hidden if question.chosen == LEAVE else nothing)

    @property
    def bare_rows(self) -> Iterator[BareRow]:
        """The rows under the titles that hold something, as their numbers and bare values."""
        start = self.header.row + 1
        values = self.sheet.values[start - self.sheet.first_row :]
        rows = ((number, row) for number, row in enumerate(values, start=start) if any(map(_holds, row)))
        return (one for one in rows if one[0] not in self.left) if self.left else rows

    def row(self, number: int, values: Sequence[Raw]) -> Row:
        """The same row, with its cells."""
        alone = replace(self.sheet, values=[values], first_row=number)
        return next(iter(alone.rows), Row(number, ()))

    def cells(self, row: Row) -> dict[str, Cell]:
        """The cells of the row that are read, by the key of their column; a blank where there is none."""
        cells, width = row.cells, len(row.cells)
        return {key: cells[place] if -1 < place < width else BLANK_CELL for key, place in self.places}


def _titled(book: Book) -> dict[int, tuple[Sheet, Header]]:
    """The sheets that bear the titles, by their place. Raises UnreadableFile when none does."""
    found: dict[int, tuple[Sheet, Header]] = {}
    fault: UnreadableFile | None = None
    for place, sheet in enumerate(book.sheets):
        try:
            found[place] = sheet, find_header(sheet, TITLES, REQUIRED)
        except UnreadableFile as error:
            fault = fault or error
    if not found:
        raise fault or UnreadableFile("Ce fichier ne contient aucune ligne.")
    return found


def _listed(numbers: Sequence[int]) -> str:
    """« 4, 5, 6 et 12 autres »."""
    shown = [str(one) for one in numbers[:SHOWN_ROWS]]
    more = len(numbers) - SHOWN_ROWS
    return joined([*shown, *([counted(more, "autre")] if more > 0 else [])])


def _said(book: Book, sheet: Sheet) -> list[str]:
    """Which sheet was read, and which were left aside."""
    others = [_named(one) for one in book.sheets if one is not sheet and not one.is_empty]
    return [f"Feuille lue{NBSP}: {_named(sheet)}. Laissé de côté{NBSP}: {joined(others)}."] if others else []


def _named(sheet: Sheet) -> str:
    return f"«{NBSP}{sheet.name}{NBSP}»"


def _check_columns(header: Header) -> None:
    strange = [
        f"{title} ({letters})" if title else f"sans titre ({letters})" for letters, title in header.unexpected
    ]
    if strange:
        more = f", et {len(strange) - SHOWN_COLUMNS} autres" if len(strange) > SHOWN_COLUMNS else ""
        raise UnreadableFile(
            f"Colonne inattendue{NBSP}: {', '.join(strange[:SHOWN_COLUMNS])}{more}. Retirez-la{NBSP}: seules "
            f"sont lues les colonnes {joined([TITLES[key][0] for key in READ])}."
        )
