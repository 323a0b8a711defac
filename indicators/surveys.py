"""Tell us once: where else each figure of a year is asked, and the figures in that survey's layout."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts.models import Seat
from contracts import years
from contracts.models import Contract
from core.formats import UNKNOWN_LABEL
from core.tabular import Column, ColumnKind, Table
from indicators.models import Survey, SurveyQuestion
from indicators.readings import IndicatorYear, year_table
from indicators.wordings import reading_wording

HIDDEN = "pas encore partagée"
BLANK = "non renseignée"


@dataclass(frozen=True)
class Asked:
    """A figure of the contract that a survey asks for too; `heading` is empty where no source gives it."""

    question: SurveyQuestion
    row: IndicatorYear
    is_hidden: bool

    @property
    def value(self) -> str:
        """The figure held here, or why there is none to give."""
        if self.row.exclusion:
            return "Sans objet"
        return HIDDEN if self.is_hidden else reading_wording(self.row.result, self.row.indicator) or BLANK

    @property
    def exported(self) -> Decimal | str:
        """The same for a file: a number where there is one."""
        result = self.row.result
        return self.value if result is None or result.value is None else result.value.normalize()


@dataclass(frozen=True)
class SurveyLayout:
    """A survey and what it asks of this contract, in its own order."""

    survey: Survey
    asked: list[Asked]


class Register:
    """The surveys that ask for the figures of a contract's year, in constant queries."""

    def __init__(self, contract: Contract, year: int, seat: Seat) -> None:
        self.contract, self.year = contract, year
        self.is_hidden = years.is_hidden(contract, year, seat)
        hidden = {year} if self.is_hidden else set()
        rows = {row.indicator.pk: row for row in year_table(contract, year, hidden_years=hidden)}
        asked: dict[int, list[Asked]] = defaultdict(list)
        for question in SurveyQuestion.objects.filter(indicator__in=rows).order_by("position", "pk"):
            row = rows[question.indicator_id]
            asked[question.survey_id].append(Asked(question, row, self.is_hidden))
        self.layouts = [SurveyLayout(survey, asked[survey.pk]) for survey in Survey.objects.all()]

    def layout(self, code: str) -> SurveyLayout | None:
        """The survey of that code, if it asks for something."""
        return next((one for one in self.layouts if one.survey.code == code and one.asked), None)


def survey_table(register: Register, layout: SurveyLayout) -> Table:
    """One row for the territory, one column a question under the survey's own heading, in its order."""
    contract = register.contract
    columns = [
        Column("territory_code", "Code du territoire"),
        Column("territory", "Territoire"),
        Column("year", "Année"),
        *(Column(_key(one), _heading(one), ColumnKind.DECIMAL) for one in layout.asked),
    ]
    row: dict[str, Any] = {
        "territory_code": contract.territory.code,
        "territory": contract.territory.name,
        "year": str(register.year),
        **{_key(one): one.exported for one in layout.asked},
    }
    title = f"{layout.survey.code} {contract.reference} {register.year}"
    return Table(title, columns, [row], "\n".join(_notes(register, layout)))


def _key(one: Asked) -> str:
    return f"q{one.question.pk}"


def _heading(one: Asked) -> str:
    return one.question.heading or f"{UNKNOWN_LABEL} ({one.row.indicator.code})"


def _notes(register: Register, layout: SurveyLayout) -> Iterator[str]:
    yield f"{layout.survey.label}, {layout.survey.publisher or UNKNOWN_LABEL}."
    if register.contract.is_fictitious:
        yield "Données fictives, inventées pour la démonstration."
    for one in layout.asked:
        notes = f"\u00a0; {one.question.notes}" if one.question.notes else ""
        yield f"{_heading(one)}\u00a0: indicateur {one.row.indicator}, en {one.row.indicator.unit}{notes}"
