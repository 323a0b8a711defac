"""What a file would do to the data, cell by cell, before anything is written. Pure."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple

from core.canonical import sha256_hex
from core.formats import NBSP, counted, number
from core.imports.questions import Question, unanswered

SHOWN_FAULTS = 500


class Standing(StrEnum):
    """What becomes of a cell: compared three ways (at download, in the file, in the database today)."""

    UNCHANGED = "unchanged"
    NEW = "new"
    CHANGED = "changed"
    CONFLICT = "conflict"
    ASKED = "asked"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """As the preview and the command write it."""
        return STANDING_LABELS[self]


STANDING_LABELS = {
    Standing.UNCHANGED: "Inchangée",
    Standing.NEW: "Nouvelle",
    Standing.CHANGED: "Modifiée",
    Standing.CONFLICT: "En conflit",
    Standing.ASKED: "À préciser",
    Standing.REFUSED: "Refusée",
}
WRITTEN = frozenset({Standing.NEW, Standing.CHANGED})
HELD = frozenset({Standing.CONFLICT, Standing.ASKED, Standing.REFUSED})


class Origin(NamedTuple):
    """Where a value stands in what was brought, told alike of every kind of file: the sheet of a workbook
    (a CSV has none), the row (from 1), the column by the letter that a spreadsheet gives it and its title."""

    row: int
    column: str = ""
    sheet: str = ""
    letter: str = ""

    def __str__(self) -> str:
        """« feuille « Résultats », ligne 12, colonne F (Résultat 2024) »."""
        where = [f"feuille «{NBSP}{self.sheet}{NBSP}»"] if self.sheet else []
        where.append(f"ligne {self.row}")
        if self.letter and self.column:
            where.append(f"colonne {self.letter} ({self.column})")
        elif self.letter or self.column:
            where.append(f"colonne {self.letter or self.column}")
        return ", ".join(where)


class Proposal(NamedTuple):
    """A value that was brought: how it was read, what it would replace, or why it is held back.

    `subject` names the figure (« 67-2020, 1.1, résultat 2024 »); `typed` is the value as it stood;
    `before` and `after` are what people read of the data today and afterwards; `base` of the data when the
    file was made, for a conflict. `key` is stable from one reading to the next: the answers of the person
    (a meaning, a side of a conflict) come back under it. `questions` are all those that it asks, answered or
    not, so that an answer may still be changed. `entry` is what is to be written, in the terms of
    its app, for NEW and CHANGED.
    """

    key: str
    origin: Origin
    standing: Standing
    subject: str
    typed: str = ""
    reading: str = ""
    before: str = ""
    after: str = ""
    base: str = ""
    message: str = ""
    questions: tuple[Question, ...] = ()
    contract_id: int | None = None
    entry: Any = None

    @property
    def is_held(self) -> bool:
        """Whether it is left out unless the person mends, answers or chooses."""
        return self.standing in HELD

    @property
    def is_of_row(self) -> bool:
        """Whether it bears on a whole row, of which no cell is told."""
        return not (self.origin.column or self.origin.letter or self.typed)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the whole of what was brought, or with a row before its figure is known."""

    message: str
    origin: Origin | None = None
    typed: str = ""


@dataclass
class Plan:
    """All the proposals of what was brought, and the faults that bear on no figure.

    `is_readable` is False when nothing of it can be used (wrong file, missing column). `questions` are those
    that bear on the whole of it (a hidden column); where one of them is not answered, the proposals may lack.
    `is_elsewhere` tells that a block says itself where its values go, not the place where it is pasted.
    """

    proposals: Sequence[Proposal] = ()
    faults: Sequence[Fault] = ()
    is_readable: bool = True
    notices: list[str] = field(default_factory=list)
    questions: Sequence[Question] = ()
    is_elsewhere: bool = False

    @cached_property
    def counts(self) -> dict[Standing, int]:
        """How many proposals of each standing, zeros included."""
        found = Counter(one.standing for one in self.proposals)
        return {standing: found[standing] for standing in Standing}

    @cached_property
    def entries(self) -> list[tuple[Proposal, Any]]:
        """What would be written."""
        return [(one, one.entry) for one in self.proposals if one.entry and one.standing in WRITTEN]

    @cached_property
    def held(self) -> list[Proposal]:
        """What would be left out."""
        return [one for one in self.proposals if one.is_held]

    @property
    def summary(self) -> str:
        """« 12 valeurs à enregistrer, 3 inchangées, 2 retenues. »"""
        if self.waits:
            return "Une précision est attendue pour lire le fichier."
        unchanged, held = self.counts[Standing.UNCHANGED], len(self.held) + len(self.faults)
        told = [f"{counted(len(self.entries), 'valeur')} à enregistrer"]
        told += [f"{number(unchanged)} {'inchangée' if unchanged < 2 else 'inchangées'}"] if unchanged else []
        told += [f"{number(held)} {'retenue' if held < 2 else 'retenues'}"] if held else []
        return f"{', '.join(told)}."

    @property
    def waits(self) -> bool:
        """Whether nothing was read yet, for want of an answer on the whole of what was brought."""
        return not self.proposals and bool(unanswered(self.questions))

    @cached_property
    def mark(self) -> str:
        """What a person confirms: a fingerprint of what was read and of what it would replace, whatever their
        answers on a value; those on the whole say what was read, of which not all is told. When it moves, the
        data, the rights or these answers did, and the plan is to be read again."""
        told = [*map(_marked, self.proposals), *(fault.message for fault in self.faults)]
        told += [[one.about, one.chosen] for one in self.questions]
        return sha256_hex(json.dumps(told, ensure_ascii=False).encode("utf-8", "backslashreplace"))

    @property
    def is_whole(self) -> bool:
        """Whether nothing is held back: the exit code of the command, the single button of the page."""
        is_clear = self.is_readable and not self.faults and not unanswered(self.questions)
        return is_clear and not any(self.counts[standing] for standing in HELD)


def _marked(one: Proposal) -> list[str]:
    if one.questions:
        return [one.key, one.before]
    return [one.key, one.before, one.standing, one.after]
