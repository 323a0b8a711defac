"""What amendments change of the targets, what that moves, and the dashboard the yearly one waits for."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse

from accounts.models import Seat
from contracts import years
from contracts.amending.registry import Bringer, Condition, Touched, brings, condition, moves
from contracts.amendments import departement_of, years_left
from contracts.enums import AmendmentKind
from contracts.models import Amendment, AmendmentChange, Contract
from contracts.rules import edits_for_departement
from core import journal
from core.formats import counted
from core.traces import difference, snapshot
from indicators.amending.forms import AIM, TargetForm
from indicators.gate import OpenYears
from indicators.models import Applicability, Indicator, Measurement, Target


class RevisedTarget(Bringer):
    """A target set or revised: the contract aims at something else for a year."""

    key, kind, title = "cible", AmendmentKind.OBJECTIVES, "Une cible"

    def may(self, seat: Seat | None, contract: Contract) -> bool:
        """The département proposes its targets too."""
        return super().may(seat, contract) or bool(edits_for_departement.test(seat, contract))

    def form(self, data: Any, amendment: Amendment, seat: Seat) -> TargetForm:
        """The indicator, the year, what is aimed at."""
        return TargetForm(data, amendment=amendment)

    def refusal(self, change: AmendmentChange) -> str:
        """The target of a year that is shared or agreed stays what it was; a dropped objective has none."""
        indicator = Indicator.objects.get(pk=change.values["indicator"])
        year = change.values["year"]
        return OpenYears([indicator]).refusal([change.amendment.contract], year, indicator)

    def apply(self, change: AmendmentChange, by: Seat) -> None:
        """Write the target of the year, pointing at the amendment."""
        contract, values = change.amendment.contract, change.values
        place = {"contract": contract, "indicator_id": values["indicator"], "year": values["year"]}
        row = Target.objects.select_for_update(of=("self",)).filter(**place).first() or Target(**place)
        before = snapshot(row, AIM) if row.pk else {}
        row.operator = values["operator"]
        row.value = Decimal(values["value"])
        row.upper_value = Decimal(values["upper_value"]) if values["upper_value"] else None
        row.amendment = change.amendment
        row.full_clean()
        row.save_next() if row.pk else row.save()
        before, after = difference(before, snapshot(row, AIM))
        act = f"Fixer une cible par l’avenant n°\u00a0{change.amendment.number}"
        journal.record(chain=contract.journal_chain, act=act, subject=row, by=by, before=before, after=after)


brings(RevisedTarget())


@moves
def charts(amendment: Amendment, changes: Sequence[AmendmentChange], seat: Seat | None) -> list[Touched]:
    """The series whose line of targets would move, and the grids that open or gain rows."""
    reference = amendment.contract.reference
    aimed = {one.values["indicator"]: one for one in changes if one.subject.startswith("cible:")}
    rows = Indicator.objects.filter(pk__in=aimed).order_by("objective__number", "code")
    moved = [
        Touched(
            "Graphique",
            f"Série de l’indicateur {row.code}",
            f"la ligne des cibles passe par {aimed[row.pk].after} en {aimed[row.pk].values['year']}",
            reverse("indicators:series_one", args=[reference, row.code]),
        )
        for row in rows
    ]
    return [*moved, *_grids(amendment, changes), *_left(amendment, changes)]


def _grids(amendment: Amendment, changes: Sequence[AmendmentChange]) -> list[Touched]:
    joining = [one.values["objective"] for one in changes if one.subject.startswith("objectif:")]
    count = Indicator.objects.filter(objective__in=joining, contract=None).count()
    if not count:
        return []
    more = counted(count, "indicateur")
    return [Touched("Grille", "Tableau de bord de chaque exercice ouvert", f"{more} de plus à renseigner")]


def _left(amendment: Amendment, changes: Sequence[AmendmentChange]) -> list[Touched]:
    """The targets and the rows of the grid that a dropped objective leaves, from the first year it does not
    bind."""
    told = []
    for change in (one for one in changes if "dropped" in one.values):
        left = years_left(change)
        own = Indicator.objects.followed_by(amendment.contract).filter(objective=change.values["dropped"])
        aims = Target.objects.filter(contract=amendment.contract, indicator__in=own, year__in=left).count()
        count = own.count()
        if left and count:
            effect = f"{counted(count, 'indicateur')} de moins à renseigner à partir de {left[0]}"
            told.append(Touched("Grille", change.label, effect))
        if aims:
            told.append(Touched("Cibles", change.label, f"{counted(aims, 'cible')} ne s’appliquerait plus"))
    return told


@condition(order=2)
def dashboard(contract: Contract, year: int, seat: Seat | None) -> Condition:
    """The dashboard of the year is filled: each indicator followed has a value or a motivated absence."""
    read = Measurement.objects.retained().filter(year=year, perimeter__contracts=contract)
    excluded = Applicability.objects.filter(territory=contract.territory_id)
    followed = Indicator.objects.followed_in(contract, year).exclude(pk__in=excluded.values("indicator"))
    blank = list(followed.exclude(pk__in=read.values("indicator")).values_list("code", flat=True))
    missing = []
    if blank and years.is_hidden(contract, year, seat):
        missing = ["Des indicateurs ne sont pas encore renseignés."]
    elif blank:
        shown = ", ".join(blank[:8]) + ("…" if len(blank) > 8 else "")
        missing = [f"{counted(len(blank), 'indicateur')} à renseigner\u00a0: {shown}."]
    elif not followed.exists():
        missing = ["Aucun indicateur n’est encore suivi."]
    return Condition(
        title=f"Tableau de bord {year} complet",
        is_met=not missing,
        owed_by=departement_of(contract),
        missing=missing,
        url=reverse("indicators:year", args=[contract.reference, year]),
    )
