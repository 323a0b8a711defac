"""What amendments change of the money: the credits of a year, each payer its own lines; what that moves."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.urls import reverse

from accounts.models import Seat
from contracts import years
from contracts.amending.registry import Bringer, Touched, brings, moves
from contracts.amendments import years_left
from contracts.enums import AmendmentKind
from contracts.models import Amendment, AmendmentChange, Contract
from core import journal
from core.formats import NBSP, counted, euros
from core.traces import difference, snapshot
from funding.amending.forms import CreditsForm
from funding.balance import total_of
from funding.enums import FundingSource, Payee
from funding.models import FundingLine
from funding.rules import own_sources


class Credits(Bringer):
    """What a payer notifies for the year on one of its lines: no seat proposes for another payer."""

    key, kind, title = "credit", AmendmentKind.CREDITS, "Un montant notifié"
    help_text = "Chaque financeur inscrit ses propres lignes."

    def may(self, seat: Seat | None, contract: Contract) -> bool:
        """A payer of the contract."""
        return bool(own_sources(seat, contract))

    def may_withdraw(self, seat: Seat | None, change: AmendmentChange) -> bool:
        """The payer of the line, and no other; whoever pays here, once the line is gone."""
        own, source = own_sources(seat, change.amendment.contract), _source_of(change)
        return source in own if source else bool(own)

    def form(self, data: Any, amendment: Amendment, seat: Seat) -> CreditsForm:
        """The line and the amount."""
        return CreditsForm(data, amendment=amendment, seat=seat)

    def refusal(self, change: AmendmentChange) -> str:
        """The money of a year that is shared or agreed stays what it was."""
        contract, year = change.amendment.contract, change.values["year"]
        if year not in contract.years and not _extends_to(change.amendment, year):
            return f"Le contrat ne couvre pas l’exercice {year}."
        if not _is_standing(change):
            return f"La ligne ou l’action n’existe plus{NBSP}: retirez ce changement."
        return years.refusal(contract, year, _line(change))

    def apply(self, change: AmendmentChange, by: Seat) -> None:
        """Write the notified amount, pointing at the amendment."""
        row = _line(change)
        row = FundingLine.locked(row.pk) if row.pk else row
        before = snapshot(row, ("notified_amount",)) if row.pk else {}
        row.notified_amount = Decimal(change.values["amount"])
        row.amendment = change.amendment
        row.full_clean()
        row.save_next() if row.pk else row.save()
        before, after = difference(before, snapshot(row, ("notified_amount",)))
        act = f"Fixer des crédits par l’avenant n°{NBSP}{change.amendment.number}"
        journal.record(chain=row.journal_chain, act=act, subject=row, by=by, before=before, after=after)


brings(Credits())


def _extends_to(amendment: Amendment, year: int) -> bool:
    period = amendment.changes.filter(kind=AmendmentKind.PERIOD)
    return any(year in change.values["years"] for change in period)


def _is_standing(change: AmendmentChange) -> bool:
    """Whether what the change names is still there: an empty line may be withdrawn, an action taken back."""
    contract, values = change.amendment.contract, change.values
    if "line" in values:
        return contract.funding_lines.filter(pk=values["line"]).exists()
    return values["action"] is None or contract.actions.filter(pk=values["action"]).exists()


def _source_of(change: AmendmentChange) -> str:
    """The source of the line that is changed, or that the change opens."""
    values = change.values
    if "line" not in values:
        return str(values["source"])
    line = FundingLine.objects.filter(contract=change.amendment.contract, pk=values["line"]).first()
    return line.source if line else ""


def _line(change: AmendmentChange) -> FundingLine:
    """The line to write, new when the change opens one."""
    contract, values = change.amendment.contract, change.values
    own = FundingLine.objects.filter(contract=contract)
    if "line" in values:
        return own.get(pk=values["line"])
    source, year = FundingSource(values["source"]), values["year"]
    payer = next(one.organisation_id for one in contract.parties.all() if one.kind == source.payer_kind)
    place = {
        "fiscal_year": year,
        "source": source,
        "payer_id": payer,
        "payee": Payee.ESTABLISHMENTS if source == FundingSource.ONDAM else Payee.DEPARTEMENT,
        "action_id": values["action"],
    }
    if standing := own.filter(**place).first():
        return standing
    last = contract.funding_lines.filter(fiscal_year=year).aggregate(last=Max("position"))["last"] or 0
    return FundingLine(contract=contract, position=last + 1, **place)


@moves
def left_alone(amendment: Amendment, changes: Sequence[AmendmentChange], seat: Seat | None) -> list[Touched]:
    """The lines of the years that a dropped objective leaves, for the actions that serve it."""
    contract, told = amendment.contract, []
    for change in (one for one in changes if "dropped" in one.values):
        own = contract.funding_lines.filter(fiscal_year__in=years_left(change))
        lines = list(own.filter(action__objectives=change.values["dropped"]).order_by("fiscal_year", "pk"))
        for year in sorted({line.fiscal_year for line in lines}):
            count = sum(line.fiscal_year == year for line in lines)
            effect = f"{counted(count, 'ligne')} de ses actions à revoir"
            url = reverse("funding:year", args=[contract.reference, year])
            told.append(Touched("Financements", f"{change.label}, exercice {year}", effect, url))
    return told


@moves
def totals(amendment: Amendment, changes: Sequence[AmendmentChange], seat: Seat | None) -> list[Touched]:
    """The notified total of the year, before and after."""
    own = [one for one in changes if one.kind == AmendmentKind.CREDITS]
    if not own:
        return []
    contract, year = amendment.contract, own[0].values["year"]
    # Summed here: an embedded database sums as floats, and may lose a cent.
    lines = list(contract.funding_lines.filter(fiscal_year=year))
    before = total_of(lines, "notified_amount").amount or Decimal(0)
    known = {line.pk: line.notified_amount for line in lines}
    moved = sum(
        (Decimal(one.values["amount"]) - (known.get(one.values.get("line")) or 0) for one in own), Decimal(0)
    )
    url = reverse("funding:year", args=[contract.reference, year])
    told = f"de {euros(before)} à {euros(before + moved)}"
    return [Touched("Total", f"Total notifié de l’exercice {year}, ses sommes et son graphique", told, url)]
