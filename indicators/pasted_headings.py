"""The headings that a copied block carries: the codes or titles of its rows, the titles of its columns.

Pure. A code such as « 1,1 » is also a number, a year is also a figure: where nothing else tells, the person
is asked, and values are never placed in silence.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.imports.questions import LEAVE, TAKE, Question
from core.tabular.reading import UnreadableFile, column_letters, plain_title
from indicators.code_names import WORD, folded_code
from indicators.pasted_titles import (
    LEADING,
    LETTERS,
    ColumnOf,
    Columns,
    Header,
    Rows,
    Spans,
    header_of,
    placed,
    shown,
)

# What the link of a row of the page adds to its heading, when the row is copied from there.
AFTER = " details"
TOLD = 3
# An absence of a value is told in a few letters (« n.d. »), never in so many.
SHORT, LONG = 4, 20
CODE = re.compile(r"[0-9]{1,2}\.[0-9]{1,2}[a-z]?")
MONTH = r"(?:janv|févr?|fevr?|mars|avr|mai|juin|juil|août|aout|sept?|oct|nov|déc|dec)[a-zéû]*\.?"
DATE = re.compile(
    rf"[0-9]{{1,2}}[/.-][0-9]{{1,2}}[/.-](?:[0-9]{{2}}|[0-9]{{4}})|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}"
    rf"(?: [0-9:]+)?|[0-9]{{1,2}}[-/ ]{MONTH}(?:[-/ ][0-9]{{2,4}})?|{MONTH}[-/ ][0-9]{{2,4}}",
    re.IGNORECASE,
)
DATES = (
    "La colonne {} du bloc tient des dates ({}) là où des codes sont attendus\u00a0: le tableur a sans doute"
    " changé «\u00a02.1\u00a0» en date. Mettez cette colonne au format texte, tapez les codes de nouveau,"
    " puis copiez le bloc."
)
ROWS = Question(
    "headings",
    "La {} colonne du bloc ({}) nomme-t-elle les indicateurs\u00a0?",
    (
        (TAKE, "Oui, chaque ligne va à l’indicateur qu’elle nomme"),
        (LEAVE, "Non, ce sont des valeurs"),
    ),
)
YEARS = Question(
    "titles",
    "La première ligne du bloc ({}) dit-elle l’année de chaque colonne\u00a0?",
    (
        (TAKE, "Oui, chaque colonne va à l’année de son titre"),
        (LEAVE, "Non, ce sont des valeurs"),
    ),
)
ORDINALS = ("première", "deuxième", "troisième", "quatrième")


@dataclass(frozen=True)
class Names:
    """The key of the indicator that a text names, by its title, alone or after its code, and by its code."""

    titles: Mapping[str, int]
    codes: Mapping[str, int]

    @classmethod
    def of(cls, indicators: Sequence[tuple[int, str, str]]) -> "Names":
        """Of (key, code, label); what names several names none."""
        titles = [
            (plain_title(text), key)
            for key, code, label in indicators
            for text in (label, f"{code} {label}", f"{WORD} {code} {label}")
        ]
        return cls(_of_one(titles), _of_one([(folded_code(code), key) for key, code, _ in indicators]))

    def key(self, text: str) -> int | None:
        """The indicator named, be it as its heading on the page is copied."""
        plain = plain_title(text)
        named = (self.titles.get(plain), self.titles.get(plain.partition(AFTER)[0]))
        found = {*named, self.codes.get(folded_code(text))} - {None}
        return found.pop() if len(found) == 1 else None

    def is_one(self, text: str) -> bool:
        """Whether the text names an indicator."""
        return self.key(text) is not None


def _of_one(said: Sequence[tuple[str, int]]) -> dict[str, int]:
    times = Counter(text for text, _ in said)
    return {text: key for text, key in said if times[text] == 1}


@dataclass(frozen=True)
class Headings:
    """`named` holds, for each row, the indicators that its cells name: one, none, or several that disagree;
    it is empty when rows name nothing; `ranks` are the columns of these cells. `columns` say where the others
    go, None when there is no row of titles. `first` is where values begin: (row, column). Nothing is said
    while a question waits.
    """

    named: Sequence[frozenset[int]] = ()
    ranks: Sequence[int] = ()
    columns: Columns | None = None
    first: tuple[int, int] = (0, 0)
    questions: Sequence[Question] = field(default_factory=list)


def is_date(text: str) -> bool:
    """Whether a text is a date, as a spreadsheet makes of a code."""
    return DATE.fullmatch(text.strip()) is not None


def headings_of(
    rows: Rows, spans: Spans, names: Names, column_of: ColumnOf, answers: Mapping[str, str]
) -> Headings:
    """What the block says of its places; `column_of` is the column of the page of a title that was read, or
    an empty text.

    Raises UnreadableFile where dates stand for codes that nothing else tells, or where a column says row by
    row what titles should.
    """
    header = header_of(rows, spans, names.is_one)
    ranks, questions = _ranks(rows, header, names), list[Question]()
    if ranks and not _is_sure(rows, header, names, ranks):
        questions.append(_asked(ROWS, answers, ORDINALS[ranks[-1]], _told(rows[header.end :], ranks[-1])))
        if questions[-1].chosen == LEAVE:
            ranks = []
    elif not ranks:
        _refuse_dates(rows[header.end :])
    is_header, is_asked = _is_header(header, ranks, column_of)
    if is_asked and all(one.chosen for one in questions):
        questions.append(_asked(YEARS, answers, ", ".join(header.years[:TOLD])))
        is_header = questions[-1].chosen == TAKE
    if not all(one.chosen for one in questions):
        return Headings(questions=questions)
    named = [frozenset(_keys(row, ranks, names)) for row in rows] if ranks else []
    width = ranks[-1] + 1 if ranks else 0
    columns = placed(header, ranks, column_of) if is_header else None
    return Headings(named, ranks, columns, (header.end if is_header else 0, width), questions)


def _asked(question: Question, answers: Mapping[str, str], *told: str) -> Question:
    return Question(question.about, question.text.format(*told), question.options).given(answers)


def _told(rows: Rows, rank: int) -> str:
    return ", ".join([shown(text) for text in _filled(rows, rank)][:TOLD])


def _filled(rows: Rows, rank: int) -> list[str]:
    return [row[rank].strip() for row in rows if rank < len(row) and row[rank].strip()]


def _keys(row: Sequence[str], ranks: Sequence[int], names: Names) -> set[int]:
    found = (names.key(row[rank]) for rank in ranks if rank < len(row))
    return {key for key in found if key is not None}


def _ranks(rows: Rows, header: Header, names: Names) -> list[int]:
    """The columns that name, or may name, the indicators; one at least is left for values."""
    filled = [row for row in rows[header.end :] if any(text.strip() for text in row[1:])]
    width = min(LEADING, max(map(len, rows)) - 1)
    ranks: list[int] = []
    for rank in range(max(width, max(header.names, default=-1) + 1)):
        if ranks and header.is_of_figures(rank):
            break
        texts = _filled(filled, rank)
        found = [text for text in texts if names.is_one(text)]
        is_titled = rank in header.names or any(LETTERS.search(text) for text in found)
        # A figure may look like a code by chance: one column of codes is enough.
        is_of_codes = not ranks and not (header.names and header.is_of_figures(rank))
        if is_titled or (is_of_codes and _are_codes(texts, found, rank, header)):
            ranks.append(rank)
    is_wide = any(len(row) > 1 for row in filled)
    return ranks or ([0] if is_wide and _may_name_others(_filled(filled, 0), header) else [])


def _are_codes(texts: Sequence[str], found: Sequence[str], rank: int, header: Header) -> bool:
    """In the first column one is enough, unless it has the title of a column of figures."""
    if rank or header.is_of_figures(rank):
        return bool(found) and (len(found) * 2 >= len(texts) or all(map(CODE.fullmatch, texts)))
    return bool(found)


def _may_name_others(texts: Sequence[str], header: Header) -> bool:
    """Whether a first column that names no indicator of the page may name those of another."""
    if not texts or header.is_of_figures(0):
        return False
    longest = max(map(len, texts))
    are_words = all(map(LETTERS.search, texts)) and longest > (SHORT if len(set(texts)) > 1 else LONG)
    return are_words or all(map(CODE.fullmatch, texts))


def _is_sure(rows: Rows, header: Header, names: Names, ranks: Sequence[int]) -> bool:
    """Whether what was taken for names cannot be values: titles say so, they hold words or dates, or all are
    codes with a point, where values have a comma."""
    if header.names:
        return True
    below = rows[header.end :]
    texts = [text for rank in ranks for text in _filled(below, rank)]
    if any(is_date(text) or (LETTERS.search(text) and names.is_one(text)) for text in texts):
        return True
    # Words above the other columns alone: this one names.
    if header.is_worded and not any(header.own(line, rank) for line in header.lines for rank in ranks):
        return True
    keys = [_keys(row, ranks, names) for row in below]
    is_whole = len(keys) > 1 and len(set.union(*keys)) == len(keys) and all(len(one) == 1 for one in keys)
    return is_whole and all("." in text for text in texts)


def _is_header(header: Header, ranks: Sequence[int], column_of: ColumnOf) -> tuple[bool, bool]:
    """Whether the first rows are titles, and whether it is to be asked: years could be values."""
    if not header or header.is_worded:
        return bool(header), False
    corner = header.own(header.lines[-1], 0)
    if ranks and (not corner or len(header.years) > 1):
        return True, False
    is_known = any(column_of("", int(year)) for year in header.years)
    return False, is_known and (bool(ranks) or len(header.years) == len(header.texts))


def _refuse_dates(rows: Rows) -> None:
    """Codes that have become dates would leave values to fall where the cursor stands."""
    is_wide = max(map(len, rows), default=0) > 1
    dates = [text for text in _filled(rows, 0) if is_date(text)]
    if is_wide and dates:
        raise UnreadableFile(DATES.format(column_letters(0), ", ".join(map(shown, dates[:TOLD]))))
