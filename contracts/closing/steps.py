"""The steps of a closing, in their order, with who holds each and what it takes unless somebody says.

The circular of 20 February 2020 gives the order: the département writes, shares with the préfet and the ARS,
and the three close jointly. No text gives the time of a step, nor asks for the ODPE or the assembly before
the closing: the default times are ours and are said to be, and a meeting counts only once its day is entered.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from accounts.enums import OrganisationKind
from accounts.models import Seat
from contracts.backward import Step
from contracts.enums import ClosingStepKind
from contracts.models import ClosingStep, Contract
from contracts.models.closing import MEETINGS
from contracts.rules import is_ars_of, is_departement_of, is_prefecture_of
from core.formats import counted

DEPARTEMENT, PREFECTURE, ARS = (
    OrganisationKind.DEPARTEMENT,
    OrganisationKind.PREFECTURE,
    OrganisationKind.ARS,
)
SITS_FOR = {DEPARTEMENT: is_departement_of, PREFECTURE: is_prefecture_of, ARS: is_ars_of}


@dataclass(frozen=True)
class Terms:
    """A step as it always is: who holds it, its working days by default, whether it is taken at the same time
    as the one before, its name in addresses."""

    holder: OrganisationKind
    working_days: int
    slug: str
    with_previous: bool = False

    @property
    def permission(self) -> str:
        """The right to say how long it takes."""
        return f"contracts.set_{self.holder.value}_steps"


TERMS = {
    ClosingStepKind.WRITING: Terms(DEPARTEMENT, 20, "redaction"),
    ClosingStepKind.ODPE: Terms(DEPARTEMENT, 10, "odpe"),
    ClosingStepKind.PREFECTURE_READING: Terms(PREFECTURE, 15, "lecture-prefecture"),
    ClosingStepKind.ARS_READING: Terms(ARS, 15, "lecture-ars", with_previous=True),
    ClosingStepKind.ANSWERS: Terms(DEPARTEMENT, 5, "reprise"),
    ClosingStepKind.ASSEMBLY: Terms(DEPARTEMENT, 20, "assemblee"),
    ClosingStepKind.PREFECTURE_SEAL: Terms(PREFECTURE, 5, "visa-prefecture"),
    ClosingStepKind.ARS_SEAL: Terms(ARS, 5, "visa-ars", with_previous=True),
    ClosingStepKind.DEPARTEMENT_SEAL: Terms(DEPARTEMENT, 5, "visa-departement", with_previous=True),
}
BY_SLUG = {terms.slug: kind for kind, terms in TERMS.items()}


@dataclass(frozen=True)
class PlannedStep:
    """A step of a contract's year: its time and where that comes from, its meeting, the row that says so."""

    kind: ClosingStepKind
    holder: str
    working_days: int
    origin: str
    meeting_on: date | None = None
    row: ClosingStep | None = None

    @property
    def terms(self) -> Terms:
        """What it always is."""
        return TERMS[self.kind]

    @property
    def is_meeting(self) -> bool:
        """Whether it is held on a day that is chosen elsewhere."""
        return self.kind in MEETINGS

    @property
    def counts(self) -> bool:
        """Whether it takes time: a meeting without a day does not."""
        return not self.is_meeting or self.meeting_on is not None

    @property
    def told(self) -> str:
        """« 15 jours ouvrés », or for a meeting how long before it the papers leave."""
        days = counted(self.working_days, "jour ouvré", "jours ouvrés")
        return f"dossier {days} avant" if self.is_meeting else days

    def step(self, *, is_done: bool) -> Step:
        """What the calculation needs."""
        return Step(
            str(self.kind.label),
            self.holder,
            self.working_days,
            meeting_on=self.meeting_on,
            is_done=is_done,
            with_previous=self.terms.with_previous,
        )


def planned_steps(contract: Contract, year: int) -> list[PlannedStep]:
    """The steps of a year: the times said for it, those of the last year that said any, or ours. One query,
    for a contract read with its parties."""
    known = contract.closing_steps.filter(fiscal_year__lte=year).order_by("fiscal_year")
    return plan_of(contract, year, known)


def plan_of(contract: Contract, year: int, known: Iterable[ClosingStep]) -> list[PlannedStep]:
    """The same from rows already read, the earliest year first."""
    latest = {row.step: row for row in known if row.fiscal_year <= year}
    names = {party.kind: party.organisation.short_name for party in contract.parties.all()}
    return [
        _planned(kind, year, names.get(terms.holder, ""), latest.get(kind)) for kind, terms in TERMS.items()
    ]


def _planned(kind: ClosingStepKind, year: int, holder: str, row: ClosingStep | None) -> PlannedStep:
    if row is None:
        return PlannedStep(kind, holder, TERMS[kind].working_days, "par défaut")
    if row.fiscal_year < year:
        return PlannedStep(kind, holder, row.working_days, f"repris de {row.fiscal_year}")
    return PlannedStep(kind, holder, row.working_days, "", row.meeting_on, row)


def sits_for(seat: Seat | None, contract: Contract, kind: ClosingStepKind) -> bool:
    """Whether the step is the business of the seat's own organisation."""
    return bool(SITS_FOR[TERMS[kind].holder].test(seat, contract))
