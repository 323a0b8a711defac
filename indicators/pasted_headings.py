"""The headings that a copied block carries: the codes or titles down its first columns, its titles across.

Pure. A code such as « 1,1 » is also a number: where nothing else tells, the person is asked.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from core.imports.questions import LEAVE, TAKE, Question
from core.tabular.reading import plain_title

# Codes come first, or after a rank and an objective.
LEADING = 3
LETTERS = re.compile(r"[^\W\d_]")
YEAR = re.compile(r"(?:19|20)[0-9]{2}")
# What the link of a row of the page adds to its heading, when the row is copied from there.
AFTER = " details"
ABOUT = "headings"
ASKED = "La première colonne du bloc ({}) nomme-t-elle les indicateurs\u00a0?"
OPTIONS = (
    (TAKE, "Oui, chaque ligne va à l’indicateur qu’elle nomme"),
    (LEAVE, "Non, ce sont des valeurs"),
)
Rows = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Names:
    """By plain title, the key of the indicator that a text names: its code, its title, or both."""

    keys: Mapping[str, int]

    @classmethod
    def of(cls, indicators: Sequence[tuple[int, str, str]]) -> "Names":
        """Of (key, code, label); what names several names none."""
        said = [
            (plain_title(text), key)
            for key, code, label in indicators
            for text in {code, label, f"{code} {label}", f"Indicateur {code}"}
        ]
        times = Counter(text for text, _ in said)
        return cls({text: key for text, key in said if times[text] == 1})

    def key(self, text: str) -> int | None:
        """The indicator named, be it as its heading on the page is copied."""
        plain = plain_title(text)
        found = self.keys.get(plain)
        return self.keys.get(plain.partition(AFTER)[0]) if found is None else found


@dataclass(frozen=True)
class Headings:
    """`keys` is the indicator that each row names (None where it names none), empty when rows name nothing;
    `across` the column of the page of each column of the block, empty when there is no row of titles, and
    `aside` the titles that are no column of the page. `first` is where values begin: (row, column).
    """

    keys: Sequence[int | None] = ()
    across: Mapping[int, str] = field(default_factory=dict)
    aside: Mapping[int, str] = field(default_factory=dict)
    first: tuple[int, int] = (0, 0)
    question: Question | None = None


def headings_of(
    rows: Rows, names: Names, column_of: Callable[[str], str], answers: Mapping[str, str]
) -> Headings:
    """What the block says of its places; `column_of` is the column of the page that a title names, or an
    empty text."""
    keys, width = _named_rows(rows, names)
    titled = _titles(rows, width, keys, column_of)
    across = {rank: column_of(text) for rank, text in titled.items()}
    question = None
    if width and not _is_sure(rows, width, keys, is_titled=bool(titled)):
        shown = ", ".join([row[width - 1].strip() for row in rows if row[width - 1 :]][:LEADING])
        question = Question(ABOUT, ASKED.format(shown), OPTIONS).given(answers)
        if question.chosen != TAKE:
            return Headings(question=question)
    return Headings(
        keys,
        {rank: column for rank, column in across.items() if column},
        {rank: text.strip() for rank, text in titled.items() if not across[rank]},
        (1 if titled else 0, width),
        question,
    )


def _named_rows(rows: Rows, names: Names) -> tuple[list[int | None], int]:
    """What each row names, and how many columns the names take; nothing where half of the rows name none."""
    filled = [row for row in rows if any(text.strip() for text in row[1:])]
    lasts = [
        rank
        for rank in range(min(LEADING, max(map(len, rows)) - 1))
        if _is_of_names([row[rank] for row in filled if len(row) > rank], names)
    ]
    if not lasts:
        return [], 0
    found = [{names.key(row[rank]) for rank in lasts if len(row) > rank} - {None} for row in rows]
    return [one.pop() if len(one) == 1 else None for one in found], lasts[-1] + 1


def _is_of_names(texts: Sequence[str], names: Names) -> bool:
    said = [text for text in texts if text.strip()]
    return sum(names.key(text) is not None for text in said) * 2 >= max(len(said), 1)


def _titles(
    rows: Rows, width: int, keys: Sequence[int | None], column_of: Callable[[str], str]
) -> dict[int, str]:
    """The titles of the first row, by rank; none where it is a row of values."""
    held = {rank: text for rank, text in enumerate(rows[0]) if rank >= width and text.strip()}
    known = [text for text in held.values() if column_of(text)]
    if len(rows) < 2 or not known or (keys and keys[0] is not None):
        return {}
    if keys:
        is_row = all(LETTERS.search(text) or YEAR.fullmatch(text.strip()) for text in held.values())
    else:
        # Years alone could be values: a title in words, or several years and nothing else.
        is_row = len(known) == len(held) and (len(held) > 1 or bool(LETTERS.search(known[0])))
    return held if is_row else {}


def _is_sure(rows: Rows, width: int, keys: Sequence[int | None], *, is_titled: bool) -> bool:
    """Whether what was taken for names cannot be values: titles stand above, they hold words, or all are
    codes with a point, where values have a comma."""
    named = [[text.strip() for text in row[:width]] for row, key in zip(rows, keys, strict=True) if key]
    if is_titled or any(LETTERS.search(text) for texts in named for text in texts):
        return True
    is_whole = len(named) == len(set(keys)) == len(rows) > 1
    return is_whole and all("." in text for texts in named for text in texts if text)
