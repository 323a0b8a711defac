"""What narrows the grid of a year; read from the address, so that a link can ask for it.

What was asked for stays on the page until it is read again: a row that is filled under « à remplir » does not
go from under the hand. What is sent is always read against the whole year.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any

from django import forms

from accounts.models import Seat
from core.forms import SnppeForm
from indicators.checks import BLOCKING, checks_of
from indicators.models import Assignment, Measurement, Target
from indicators.sheet import Sheet, SheetRow


class Show(StrEnum):
    """Which rows of the grid."""

    ALL = ""
    MINE = "mine"
    BLANK = "blank"
    SURPRISING = "surprising"
    OTHERS = "others"
    WITHOUT_OBJECT = "excluded"

    @property
    def label(self) -> str:
        """As the list of the page writes it."""
        return LABELS[self]


LABELS = {
    Show.ALL: "Tous les indicateurs",
    Show.MINE: "Mes indicateurs",
    Show.BLANK: "À remplir",
    Show.SURPRISING: "À corriger ou à expliquer",
    Show.OTHERS: "Modifiés en dernier par un autre",
    Show.WITHOUT_OBJECT: "Sans objet",
}
OF_EDITORS = {Show.MINE, Show.OTHERS}


class GridFilterForm(SnppeForm):
    """The rows asked for, and one objective among those of the contract."""

    show = forms.ChoiceField(label="Montrer", required=False)
    objective = forms.ChoiceField(label="Objectif", required=False)

    def __init__(self, asked: Mapping[str, str], sheet: Sheet) -> None:
        super().__init__(asked, auto_id="filtre-%s")
        objectives = [one.objective for group in sheet.engagements for one in group.objectives]
        offered = [one for one in Show if sheet.can_enter or one not in OF_EDITORS]
        fields: dict[str, Any] = self.fields
        fields["show"].choices = [(one.value, one.label) for one in offered]
        numbered = [(str(one.number), str(one)) for one in objectives]
        fields["objective"].choices = [
            ("", "Tous les objectifs"),
            *sorted(numbered, key=lambda one: int(one[0])),
        ]
        self.full_clean()
        given = getattr(self, "cleaned_data", {})
        # A filter that makes no sense is ignored.
        self.chosen = Show(given.get("show", ""))
        self.objective_number = given.get("objective", "")

    @property
    def is_narrow(self) -> bool:
        """Whether something is asked for."""
        return bool(self.chosen or self.objective_number)


def narrow(sheet: Sheet, asked: Mapping[str, str]) -> GridFilterForm:
    """Keep of the sheet the rows that the address asks for, and those in which something is to be mended. At
    most two queries, whatever the rows; nine for what surprises."""
    form = GridFilterForm(asked, sheet)
    if form.is_narrow:
        kept = _KEPT[form.chosen](sheet, sheet.seat)
        sheet.keep(lambda row: _is_asked(row, form, kept) or any(cell.errors for cell in row.cells))
    return form


def _is_asked(row: SheetRow, form: GridFilterForm, kept: Collection[int]) -> bool:
    objective = form.objective_number
    return row.year.indicator.pk in kept and objective in ("", str(row.year.objective.number))


def _all(sheet: Sheet, seat: Seat) -> set[int]:
    return {row.year.indicator.pk for row in sheet.in_order}


def _mine(sheet: Sheet, seat: Seat) -> set[int]:
    rows = Assignment.objects.filter(contract=sheet.contract, fiscal_year=sheet.year, seat=seat)
    return set(rows.values_list("indicator", flat=True))


def _blank(sheet: Sheet, seat: Seat) -> set[int]:
    rows = (row.year for row in sheet.in_order if not row.year.exclusion)
    return {row.indicator.pk for row in rows if row.result is None}


def _surprising(sheet: Sheet, seat: Seat) -> set[int]:
    if sheet.is_hidden:
        return set()
    points = checks_of(sheet.desk, sheet.groups).points
    asked = (one for one in points if one.effect == BLOCKING or one.is_open)
    return {point.row.indicator.pk for point in asked}


def _others(sheet: Sheet, seat: Seat) -> set[int]:
    """Those whose result or target was last written by somebody else than the person of the seat."""
    results = {row.year.result.measurement_id for row in sheet.in_order if row.year.result}
    targets = {row.year.target_of_year.target_id for row in sheet.in_order if row.year.target_of_year}
    found: set[int] = set()
    for model, pks in ((Measurement, results), (Target, targets)):
        last = model.history.filter(id__in=pks).latest_of_each()
        found |= {row.indicator_id for row in last if row.history_user_id not in (None, seat.user_id)}
    return found


def _without_object(sheet: Sheet, seat: Seat) -> set[int]:
    return {row.year.indicator.pk for row in sheet.in_order if row.year.exclusion}


_KEPT = {
    Show.ALL: _all,
    Show.MINE: _mine,
    Show.BLANK: _blank,
    Show.SURPRISING: _surprising,
    Show.OTHERS: _others,
    Show.WITHOUT_OBJECT: _without_object,
}
