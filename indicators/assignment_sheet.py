"""The page on which the indicators of a year are shared out."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import rules
from django import forms

from accounts.models import Seat
from contracts import years
from contracts.models import Contract
from core.forms import SnppeForm
from core.numbers import whole
from indicators.assigning import copyable, seats_of
from indicators.models import Assignment, Indicator
from indicators.readings import IndicatorYear, year_table

EVERYONE, MINE, NOBODY = "", "mine", "nobody"
CHOOSE = "Cochez au moins un indicateur dans le tableau."
SERVICE_LENGTH = Assignment._meta.get_field("service").max_length


class AssignmentForm(SnppeForm):
    """Whom the ticked indicators are entrusted to, and by when."""

    seat: Any = forms.ModelChoiceField(
        label="À un siège", queryset=None, required=False, empty_label="Aucun siège"
    )
    service = forms.CharField(
        label="Ou à un service sans compte",
        required=False,
        max_length=SERVICE_LENGTH,
        help_text="Un classeur scellé, avec ses seules cases, peut lui être remis.",
    )
    due_on = forms.DateField(label="Attendu le", required=False, widget=forms.DateInput)

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["seat"].queryset = seats_of(contract)

    def clean(self) -> dict[str, Any]:
        """One of the two, not both."""
        given = super().clean() or self.cleaned_data
        if "seat" in given and bool(given["seat"]) == bool(given.get("service")):
            self.add_error("seat", "Choisissez un siège, ou nommez un service\u00a0: l’un des deux.")
        return given


@dataclass(frozen=True)
class AssignmentRow:
    """An indicator and who brings it; `is_filled` tells whether its result or absence is there."""

    indicator: Indicator
    key: str
    assignment: Assignment | None
    is_filled: bool
    is_ticked: bool

    @property
    def mark(self) -> str:
        """What is shown of it, so that a stale page is known: « 12:3 »."""
        return f"{self.indicator.pk}:{self.assignment.version if self.assignment else 0}"


class AssignmentSheet:
    """The indicators of a contract's year and their holders, in constant queries."""

    def __init__(
        self,
        contract: Contract,
        year: int,
        seat: Seat,
        asked: Mapping[str, str],
        posted: Any = None,
    ) -> None:
        self.contract, self.year, self.seat, self.posted = contract, year, seat, posted
        self.holder = asked.get("holder", "")
        self.may_assign = rules.has_perm("indicators.enter_values", seat, contract)
        self.lock = years.refusal(contract, year) if self.may_assign else ""
        self.ticked = self._ticked()
        data = posted if posted is not None and "assign" in posted else None
        self.form = AssignmentForm(data, contract=contract)

    @property
    def is_open(self) -> bool:
        """Whether this seat may share the year out now."""
        return self.may_assign and not self.lock

    @cached_property
    def rows(self) -> list[AssignmentRow]:
        """The rows that the filter keeps."""
        return [row for row in self.all_rows if self._keeps(row)]

    @cached_property
    def all_rows(self) -> list[AssignmentRow]:
        """Every indicator that applies."""
        related = ("seat__user", "seat__organisation", "seat__territory", "indicator")
        found = Assignment.objects.filter(contract=self.contract, fiscal_year=self.year)
        standing = {row.indicator_id: row for row in found.select_related(*related)}
        table = [row for row in year_table(self.contract, self.year) if not row.exclusion]
        return [self._row(row, standing.get(row.indicator.pk)) for row in table]

    @cached_property
    def copyable(self) -> list[Assignment]:
        """What can be taken again from last year."""
        return copyable(self.contract, self.year) if self.is_open else []

    @property
    def previous_year(self) -> int:
        """The year from which they would be taken."""
        return self.year - 1

    @cached_property
    def services(self) -> list[str]:
        """The services already named on this contract, to be chosen again."""
        named = Assignment.objects.filter(contract=self.contract).exclude(service="")
        return sorted(named.order_by().values_list("service", flat=True).distinct())

    @property
    def entrusted(self) -> int:
        """How many indicators are entrusted to somebody."""
        return sum(row.assignment is not None for row in self.all_rows)

    @property
    def chosen(self) -> list[Indicator]:
        """The indicators that were ticked."""
        return [row.indicator for row in self.all_rows if row.is_ticked]

    def _ticked(self) -> dict[int, int]:
        """The version shown of each ticked indicator, by its key; nonsense is left out."""
        marks = self.posted.getlist("indicator") if self.posted is not None else []
        pairs = [(whole(key), whole(version)) for key, _, version in (one.partition(":") for one in marks)]
        return {key: version for key, version in pairs if key is not None and version is not None}

    def _row(self, row: IndicatorYear, assignment: Assignment | None) -> AssignmentRow:
        is_ticked = row.indicator.pk in self.ticked
        return AssignmentRow(row.indicator, row.key, assignment, row.result is not None, is_ticked)

    def _keeps(self, row: AssignmentRow) -> bool:
        if self.holder == MINE:
            return row.assignment is not None and row.assignment.seat_id == self.seat.pk
        return row.assignment is None if self.holder == NOBODY else True
