"""The page of a year's checks: its points as a seat reads and explains them, its filters, its forms."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import rules
from django import forms

from accounts.models import Seat
from contracts import years
from contracts.models import Contract
from core.forms import SnppeForm
from indicators.checks import BLOCKING, CheckPoint, YearChecks, year_checks
from indicators.enums import Severity
from indicators.gate import OpenYears
from indicators.models import Explanation, GapCause

MAX_SENTENCE = Explanation._meta.get_field("sentence").max_length
OPEN, EXPLAINED = "open", "explained"
STATES = (
    ("", "Tous les points"),
    (BLOCKING, "À corriger"),
    (OPEN, "À expliquer"),
    (EXPLAINED, "Expliqués"),
    (Severity.INFORM, "Signalés"),
)


class CheckFilterForm(SnppeForm):
    """What narrows the list; read from the address."""

    state = forms.ChoiceField(label="Montrer", required=False, choices=STATES)
    objective = forms.ChoiceField(label="Objectif", required=False)

    def __init__(self, *args: Any, checks: YearChecks, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = {point.row.objective.number: str(point.row.objective) for point in checks.points}
        choices = [(str(number), label) for number, label in sorted(found.items())]
        fields: dict[str, Any] = self.fields
        fields["objective"].choices = [("", "Tous les objectifs"), *choices]

    def keeps(self, point: CheckPoint) -> bool:
        """Whether the point is among those asked for; a filter that makes no sense is ignored."""
        asked = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        state, objective = asked.get("state"), asked.get("objective")
        return state in ("", None, state_of(point)) and objective in (
            "",
            None,
            str(point.row.objective.number),
        )


class ExplanationForm(SnppeForm):
    """A coded cause and a sentence, and until when the cause lasts. `causes` are all the causes, by key."""

    cause = forms.TypedChoiceField(
        label="Cause de l’écart", error_messages={"required": "Choisissez une cause."}
    )
    sentence = forms.CharField(
        label="Explication",
        max_length=MAX_SENTENCE,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Dites en une phrase ce qui s’est passé."},
    )
    until_year = forms.TypedChoiceField(
        label="Cette cause vaut", required=False, coerce=int, empty_value=None
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, point: CheckPoint, causes: Mapping[str, GapCause], last_year: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, auto_id=f"{point.key}-%s", **kwargs)
        kept = point.own.cause_id if point.own else None
        offered = [(key, one.label) for key, one in causes.items() if one.is_active or one.pk == kept]
        fields: dict[str, Any] = self.fields
        fields["cause"].choices = [("", "Choisissez une cause"), *offered]
        fields["cause"].coerce = causes.__getitem__
        span = range(point.row.year, last_year + 1)
        fields["until_year"].choices = [(year, _until(year, point.row.year)) for year in span]


def _until(year: int, since: int) -> str:
    return f"pour {year} seulement" if year == since else f"jusqu’à l’exercice {year}"


@dataclass(frozen=True)
class CheckRow:
    """A point on the page; `form` is None where this seat cannot explain it, `lock` says why an editor
    cannot."""

    point: CheckPoint
    state: str
    form: ExplanationForm | None = None
    lock: str = ""

    @property
    def lasts(self) -> str:
        """Until when the answer holds, where it is not of the year alone."""
        return self.point.answer.lasts(self.point.row.year) if self.point.answer else ""


class CheckSheet:
    """The checks of a contract's year, as a seat reads them, in constant queries.

    `posted` is what was sent to explain one point, whose form then holds what was typed.
    """

    def __init__(
        self,
        contract: Contract,
        year: int,
        seat: Seat,
        asked: Mapping[str, str],
        posted: Mapping[str, str] | None = None,
    ) -> None:
        self.contract, self.year, self.seat, self.posted = contract, year, seat, posted
        hidden = years.hidden_years(contract, seat)
        self.is_hidden = year in hidden
        self.checks = YearChecks([]) if self.is_hidden else year_checks(contract, year, hidden_years=hidden)
        self.may_explain = rules.has_perm("indicators.enter_values", seat, contract)
        self.filters = CheckFilterForm(asked, checks=self.checks)
        self._open_years = OpenYears([point.row.indicator for point in self.checks.points])

    @cached_property
    def rows(self) -> list[CheckRow]:
        """The points that the filters keep: first those to correct, then to explain, explained, told."""
        order = [state for state, _ in STATES]
        kept = [row for row in self._all if self.filters.keeps(row.point)]
        return sorted(kept, key=lambda row: order.index(row.state))

    @property
    def groups(self) -> Iterator[tuple[str, str, list[CheckRow]]]:
        """(state, heading, rows) of each part of the page that has any."""
        for state, heading in STATES[1:]:
            rows = [row for row in self.rows if row.state == state]
            if rows:
                yield state, heading, rows

    @property
    def is_filtered(self) -> bool:
        """Whether something may be left out."""
        return len(self.rows) < len(self.checks.points)

    @property
    def answered(self) -> CheckRow | None:
        """The row that was posted, if it is still there."""
        sent = (self.posted or {}).get("point", "")
        return next((row for row in self._all if row.point.key == sent), None)

    @cached_property
    def _all(self) -> list[CheckRow]:
        return [self._row(point) for point in self.checks.points]

    @cached_property
    def _causes(self) -> dict[str, GapCause]:
        return {str(cause.pk): cause for cause in GapCause.objects.all()}

    def _row(self, point: CheckPoint) -> CheckRow:
        state = state_of(point)
        if not self.may_explain or point.effect != Severity.JUSTIFY:
            return CheckRow(point, state)
        lock = self._open_years.refusal([self.contract], self.year, point.row.indicator)
        return CheckRow(point, state, lock=lock) if lock else CheckRow(point, state, self._form(point))

    def _form(self, point: CheckPoint) -> ExplanationForm:
        is_sent = self.posted is not None and self.posted.get("point") == point.key
        given = point.own or point.told or point.former
        initial = {
            "cause": given.cause_id if given else "",
            "sentence": given.sentence if given else "",
            "until_year": point.own.until_year if point.own else self.year,
            "version": point.own.version if point.own else 0,
        }
        data = self.posted if is_sent else None
        last_year = self.contract.years[-1]
        return ExplanationForm(data, point=point, causes=self._causes, last_year=last_year, initial=initial)


def state_of(point: CheckPoint) -> str:
    """Under which heading the point stands: a value of STATES."""
    if point.effect == Severity.JUSTIFY:
        return OPEN if point.is_open else EXPLAINED
    return point.effect
