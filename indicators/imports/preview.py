"""A plan as a page shows it: each cell as it was read, what it replaces, what is held and what is asked."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.core.paginator import Page, Paginator

from core.formats import counted, number
from core.imports.kinds import declared
from core.imports.plan import SHOWN_FAULTS, Fault, Plan, Proposal, Standing
from core.imports.questions import FILE, SEPARATOR, Question, written
from indicators.imports.foreseen import Foreseen, foreseen
from indicators.imports.readers import Answers
from indicators.models import ImportBatch

ANSWER = "answer-"
KEPT = "answers"
# What one page sends back of answers given elsewhere: more than any person gives.
MAX_KEPT = 200_000
SHOWN_ROWS = 500
HELD, ALL, TO_WRITE, TO_JUSTIFY = "held", "all", "to-write", "to-justify"


def answers_from(data: Mapping[str, str]) -> dict[str, str]:
    """The answers that a page sends back: of the inputs in sight, and those given on its other views."""
    kept = data.get(KEPT, "")
    try:
        given = json.loads(kept) if 0 < len(kept) <= MAX_KEPT else {}
    except (ValueError, RecursionError):
        given = {}
    known = {str(key): str(value) for key, value in given.items()} if isinstance(given, dict) else {}
    shown: dict[str, dict[str, str]] = defaultdict(dict)
    for name, value in data.items():
        key, sign, about = name.removeprefix(ANSWER).rpartition(SEPARATOR)
        if sign and name.startswith(ANSWER):
            shown[key][about] = str(value)
    return known | {key: written(parts) for key, parts in shown.items()}


@dataclass(frozen=True)
class Asked:
    """A question on the page: the `name` of its inputs, and its choices as (posted, label, chosen)."""

    name: str
    text: str
    choices: list[tuple[str, str, bool]]


def asked(key: str, questions: Sequence[Question]) -> list[Asked]:
    """The questions asked under a key, as their inputs are drawn."""
    return [
        Asked(
            f"{ANSWER}{key}{SEPARATOR}{one.about}",
            one.text,
            [(value, label, value == one.chosen) for value, label in one.options],
        )
        for one in questions
    ]


@dataclass(frozen=True)
class PreviewRow:
    """A proposal on the page, with the questions that it asks and what it will ask once it is written."""

    one: Proposal
    foreseen: Sequence[str] = ()

    @cached_property
    def questions(self) -> list[Asked]:
        """As they are drawn."""
        return asked(self.one.key, self.one.questions)

    @property
    def css(self) -> str:
        """How the row is marked: an error, a doubt to settle, or nothing."""
        if self.one.standing == Standing.REFUSED:
            return "is-error"
        return "is-doubtful" if self.one.is_held else ""


@dataclass(frozen=True)
class Filter:
    """A view of the plan: what is posted, its label, how many rows it has, whether it is in sight."""

    value: str
    label: str
    count: int
    is_current: bool


class Preview:
    """All that the page of a plan shows. `show` is the view asked for and `page` which part of its rows,
    `refused` why nothing was written."""

    def __init__(
        self,
        batch: ImportBatch,
        plan: Plan,
        answers: Answers,
        *,
        show: str = "",
        refused: str = "",
        reason: str = "",
        page: str = "",
    ) -> None:
        self.batch, self.plan, self.answers = batch, plan, answers
        self.refused, self.reason, self._page = refused, reason, page
        known = {HELD, ALL, TO_WRITE, TO_JUSTIFY, *Standing}
        self.show = show if show in known else HELD if plan.held else ALL

    @property
    def mark(self) -> str:
        """What is confirmed by the button."""
        return self.plan.mark

    @cached_property
    def filters(self) -> list[Filter]:
        """The views that have something to show."""
        counts: dict[str, int] = {
            ALL: len(self.plan.proposals),
            HELD: len(self._to_settle),
            TO_WRITE: len(self.plan.entries),
        }
        if self.foreseen.is_whole:
            counts[TO_JUSTIFY] = len(self.foreseen.to_justify)
        counts |= {one.value: count for one, count in self.plan.counts.items()}
        labels: dict[str, str] = {
            ALL: "Toutes",
            HELD: "À régler",
            TO_WRITE: "À enregistrer",
            TO_JUSTIFY: "À justifier ensuite",
            **{one.value: one.label for one in Standing},
        }
        return [
            Filter(value, labels[value], count, value == self.show)
            for value, count in counts.items()
            if count
        ]

    @cached_property
    def found(self) -> list[Proposal]:
        """What the view in sight holds."""
        if self.show == HELD:
            return self._to_settle
        if self.show == TO_WRITE:
            return [one for one, _ in self.plan.entries]
        if self.show == TO_JUSTIFY:
            keys = set(self.foreseen.to_justify)
            return [one for one, _ in self.plan.entries if one.key in keys]
        return [one for one in self.plan.proposals if self.show in {ALL, one.standing}]

    @cached_property
    def _to_settle(self) -> list[Proposal]:
        """What is held, and what was settled here: an answer stays in sight until it is written."""
        return [one for one in self.plan.proposals if one.is_held or one.questions]

    @cached_property
    def page(self) -> Page[Proposal]:
        """The part of the view that is in sight."""
        return Paginator(self.found, SHOWN_ROWS).get_page(self._page)

    @cached_property
    def rows(self) -> list[PreviewRow]:
        """The rows in sight."""
        return [PreviewRow(one, self.foreseen.told(one.key)) for one in self.page]

    @cached_property
    def foreseen(self) -> Foreseen:
        """What the values will ask once they are written; of a bulk import, those in sight alone."""
        shown = None if self.show == TO_JUSTIFY else {one.key for one in self.page}
        return foreseen(self.plan, self.batch.seat, shown)

    @property
    def out_of_sight(self) -> str:
        """« 12 valeurs seront enregistrées », where the view in sight does not show them all."""
        count = len(self.plan.entries)
        if not count or self.show in {ALL, TO_WRITE}:
            return ""
        return f"{counted(count, 'valeur')} {'sera enregistrée' if count < 2 else 'seront enregistrées'}"

    @property
    def questions(self) -> list[Asked]:
        """Those that bear on the whole of what was brought."""
        return asked(FILE, self.plan.questions)

    @property
    def caption(self) -> str:
        """« 12 valeurs », or « Valeurs 501 à 1 000, sur 9 970 » of a view that has pages."""
        count, page = len(self.found), self.page
        if not page.has_other_pages():
            return counted(count, "valeur")
        first, last = page.start_index(), page.end_index()
        told = f"Valeurs {number(first)} à {number(last)}" if first < last else f"Valeur {number(first)}"
        return f"{told}, sur {number(count)}"

    @property
    def holds(self) -> bool:
        """Whether something is held back, to be taken out as a file."""
        return bool(self.plan.held or self.plan.faults)

    @property
    def faults(self) -> list[Fault]:
        """What bears on no figure, as much as a page bears."""
        return list(self.plan.faults[:SHOWN_FAULTS])

    @property
    def faults_left_out(self) -> str:
        """« 500 erreurs montrées sur 200 000 », or nothing when all are."""
        return _shown(SHOWN_FAULTS, len(self.plan.faults), "erreur")

    @property
    def kept(self) -> str:
        """The answers given on other views, to be sent back with this one."""
        in_sight = {FILE, *(row.one.key for row in self.rows if row.one.questions)}
        return json.dumps({key: value for key, value in self.answers.items() if key not in in_sight})

    @property
    def asks(self) -> bool:
        """Whether a person can settle some of what is held."""
        return bool(self.plan.questions) or any(one.questions for one in self.plan.held)

    @property
    def corrects(self) -> bool:
        """Whether figures that stand are replaced: an agreed edition may hold some, and a reason be due.

        What the other apps bring takes no reason: a year that is closed refuses it.
        """
        return declared(self.batch.kind) is None and bool(
            self.plan.counts[Standing.CHANGED] or self.plan.counts[Standing.CONFLICT]
        )

    @property
    def is_whole(self) -> bool:
        """Whether everything would be written."""
        return self.plan.is_whole

    @property
    def can_apply(self) -> bool:
        """Whether the button would write something."""
        return bool(self.plan.entries) or any(one.questions for one in self.plan.held)

    @property
    def apply_label(self) -> str:
        """« Enregistrer les 12 valeurs valides »: what the button does, held values left out."""
        count = len(self.plan.entries)
        valid = "" if self.is_whole else " valide" if count < 2 else " valides"
        if not count:
            return "Enregistrer les valeurs précisées"
        return (
            f"Enregistrer la valeur{valid}"
            if count == 1
            else f"Enregistrer les {number(count)} valeurs{valid}"
        )

    @property
    def summary(self) -> str:
        """« 12 valeurs à enregistrer, 3 inchangées, 2 retenues. »"""
        return self.plan.summary


def _shown(most: int, count: int, noun: str) -> str:
    if count <= most:
        return ""
    return f"{counted(most, noun)} {'montrée' if most < 2 else 'montrées'} sur {number(count)}."


@dataclass(frozen=True)
class Written:
    """What an import wrote: (what, before, after) of each value, as many as a page bears."""

    rows: list[tuple[str, str, str]]
    left_out: str

    @classmethod
    def by(cls, batch: ImportBatch) -> "Written":
        """Of an import that was applied."""
        rows = [(one["subject"], one["was"], one["now"]) for one in batch.changes[:SHOWN_ROWS]]
        return cls(rows, _shown(SHOWN_ROWS, len(batch.changes), "valeur"))
