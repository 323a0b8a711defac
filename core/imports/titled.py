"""The sheet of a file that bears our titles, and what is hidden or merged in it: read as people say."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from core.formats import NBSP, counted, joined, plural
from core.imports.merged import merged_down, repeated
from core.imports.plan import Fault, Plan
from core.imports.questions import LEAVE, TAKE, Question, answers_of, unanswered
from core.tabular.reading import Book, Header, Sheet, SheetState, UnreadableFile, column_letters, find_header

SHOWN_COLUMNS = SHOWN_ROWS = 10
SHOWN = 60
TAKE_OR_LEAVE = ((TAKE, "Lire"), (LEAVE, "Laisser de côté"))
REPEAT_OR_LEAVE = ((TAKE, "Oui, la lire sur chaque ligne"), (LEAVE, "Non, sur la première seule"))
MERGED = (
    f"Des cases sont fusionnées sur plusieurs lignes ({{}}){NBSP}: leur valeur vaut-elle pour toutes{NBSP}?"
)
HIDDEN_SHEET = f"La feuille {{}} est masquée et porte des valeurs{NBSP}: faut-il la lire{NBSP}?"
HIDDEN_COLUMN = f"La colonne {{}} ({{}}) est masquée{NBSP}: faut-il la lire{NBSP}?"
HIDDEN_ROW = f"Cette ligne est masquée dans la feuille{NBSP}: dites plus haut s’il faut la lire."
NO_SHEET_LEFT = "Aucune autre feuille ne porte de valeurs\u00a0: il n’y a rien à lire."
Titles = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Columns:
    """The titles accepted for each key, the keys that a file must have, and those that are read of it."""

    titles: Titles
    required: Collection[str]
    read: Collection[str]

    def named(self, keys: Collection[str]) -> str:
        """Their titles in a sentence."""
        return joined([self.titles[key][0] for key in self.titles if key in keys])


class Unanswered(Exception):
    """The file cannot be read before these questions are answered, or answered otherwise (`fault`)."""

    def __init__(self, questions: Sequence[Question], fault: str = "") -> None:
        super().__init__(fault)
        self.questions, self.fault = list(questions), fault

    @property
    def plan(self) -> Plan:
        """What is shown meanwhile: the questions alone."""
        faults = [Fault(self.fault)] if self.fault else []
        return Plan(faults=faults, is_readable=not faults, questions=self.questions)


class TitledSheet:
    """The sheet that holds the values, with what is to be told of the others, and what is hidden of it.

    `waiting` are the hidden rows that wait for an answer, `left` those that are left aside.
    """

    def __init__(self, book: Book, columns: Columns, answers: Mapping[str, str]) -> None:
        """Raises UnreadableFile when no sheet, or more than one, bears the titles, or a column is unknown;
        Unanswered while a hidden sheet or column is neither taken nor left, or merged cells neither repeated
        nor left."""
        self.columns, self.questions = columns, list[Question]()
        self.sheet, self.header, said = self._chosen(book, answers)
        _check_columns(self.header, columns)
        self.header = self._with_hidden_columns(answers)
        self.sheet = self._with_merged_cells(answers)
        self.waiting, self.left = self._hidden_rows(answers)
        self.notices = [*book.notices, *said]
        self.name = book.told(self.sheet)

    @property
    def rows_left_out(self) -> list[str]:
        """What to say of the hidden rows that are left aside."""
        if not self.left:
            return []
        told = counted(len(self.left), "ligne masquée", "lignes masquées")
        return [f"{told}, {plural(len(self.left), 'laissée')} de côté."]

    def _ask(self, questions: Sequence[Question]) -> dict[str, str]:
        """What was answered, by what it is about. Raises Unanswered when something is not."""
        self.questions += questions
        if unanswered(questions):
            raise Unanswered(self.questions)
        return answers_of(questions)

    def _chosen(self, book: Book, answers: Mapping[str, str]) -> tuple[Sheet, Header, list[str]]:
        """The only sheet that bears the titles and is not left aside; what is said of the others."""
        found = _titled(book, self.columns)
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
        places, titles = self.header.places, self.columns.titles
        hidden = [key for key in self.columns.read if places.get(key, -1) in set(self.sheet.hidden_columns)]
        asked = [
            Question(
                f"column-{key}",
                HIDDEN_COLUMN.format(titles[key][0], column_letters(places[key])),
                TAKE_OR_LEAVE,
            )
            for key in hidden
        ]
        given = self._ask([one.given(answers) for one in asked])
        left = {key for key in hidden if given[f"column-{key}"] == LEAVE}
        if lost := left & set(self.columns.required):
            fault = f"Sans la colonne {self.columns.named(lost)}, il n’y a rien à lire{NBSP}: lisez-la."
            raise Unanswered(self.questions, fault)
        return replace(self.header, places={key: at for key, at in places.items() if key not in left})

    def _with_merged_cells(self, answers: Mapping[str, str]) -> Sheet:
        """The sheet where cells merged over several rows say the same in each, if people say so."""
        read = {place for key, place in self.header.places.items() if key in self.columns.read}
        areas = merged_down(self.sheet, self.header.row, read)
        if not areas:
            return self.sheet
        named = joined([*list(areas)[:SHOWN_ROWS], *(["d’autres"] if len(areas) > SHOWN_ROWS else [])])
        question = Question("merged", MERGED.format(named), REPEAT_OR_LEAVE).given(answers)
        given = self._ask([question])
        return repeated(self.sheet, areas.values()) if given["merged"] == TAKE else self.sheet

    def _hidden_rows(self, answers: Mapping[str, str]) -> tuple[frozenset[int], frozenset[int]]:
        hidden = frozenset(number for number in self.sheet.hidden_rows if number > self.header.row)
        if not hidden:
            return hidden, hidden
        text = f"{counted(len(hidden), 'ligne masquée porte', 'lignes masquées portent')} des valeurs ("
        text += f"{plural(len(hidden), 'ligne')} {_listed(sorted(hidden))}){NBSP}: faut-il les lire{NBSP}?"
        question = Question("rows", text, TAKE_OR_LEAVE).given(answers)
        self.questions.append(question)
        nothing: frozenset[int] = frozenset()
        return (nothing if question.chosen else hidden, hidden if question.chosen == LEAVE else nothing)


def _titled(book: Book, columns: Columns) -> dict[int, tuple[Sheet, Header]]:
    """The sheets that bear the titles, by their place. Raises UnreadableFile when none does."""
    found: dict[int, tuple[Sheet, Header]] = {}
    faults: list[UnreadableFile] = []
    for place, sheet in enumerate(book.sheets):
        try:
            found[place] = sheet, find_header(sheet, columns.titles, columns.required)
        except UnreadableFile as error:
            faults.append(error if len(book.sheets) < 2 else _in_sheet(sheet, error))
    if not found:
        raise most_alike(faults) or UnreadableFile("Ce fichier ne contient aucune ligne.")
    return found


def _in_sheet(sheet: Sheet, error: UnreadableFile) -> UnreadableFile:
    """The same, of a file of several sheets."""
    told = str(error)
    return UnreadableFile(
        f"Dans la feuille {_named(sheet)}{NBSP}: {told[0].lower()}{told[1:]}", error.likeness
    )


def most_alike(faults: Sequence[UnreadableFile]) -> UnreadableFile | None:
    """What is wrong with the sheet that resembles most what was looked for; None of none."""
    return max(faults, key=lambda one: one.likeness, default=None)


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


def _check_columns(header: Header, columns: Columns) -> None:
    strange = [
        f"{title[:SHOWN]} ({letters})" if title else f"sans titre ({letters})"
        for letters, title in header.unexpected
    ]
    if strange:
        more = f", et {len(strange) - SHOWN_COLUMNS} autres" if len(strange) > SHOWN_COLUMNS else ""
        raise UnreadableFile(
            f"Colonne inattendue{NBSP}: {', '.join(strange[:SHOWN_COLUMNS])}{more}. Retirez-la{NBSP}: seules "
            f"sont lues les colonnes {columns.named(columns.read)}."
        )
