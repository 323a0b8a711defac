"""Credits carried over into a year: proposed, justified, accepted or refused."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from contracts import years
from contracts.models import Contract
from contracts.pages import contract_or_404, contract_page, year_or_404
from contracts.years import YearLocked
from core.forms import SnppeForm
from core.numbers import whole
from core.rights import require
from core.workflow import TransitionRefused
from funding import carrying
from funding.columns import amount_field
from funding.models import CarryOver, FundingLine

DONE = {
    "proposer": "Le report est proposé à son financeur.",
    "retirer": "La proposition est retirée.",
    "accepter": "Le report est accepté et inscrit sur l’exercice.",
    "refuser": "Le report est refusé.",
}


class ProposalForm(SnppeForm):
    """What is asked for a line, and why."""

    amount = amount_field("Montant à reporter")
    justification = forms.CharField(
        label="Justification", max_length=2_000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_amount(self) -> Any:
        """More than nothing."""
        amount = self.cleaned_data["amount"]
        if not amount:
            raise ValidationError("Écrivez un montant de plus de zéro.")
        return amount


@require_safe
def carry_page(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """What is left of the year before, line by line, and what becomes of it."""
    contract = contract_or_404(request.seat, reference)
    return _page(request, contract, year_or_404(contract, year))


@require_POST
def carry_act(request: HttpRequest, reference: str, year: int, pk: int, act: str) -> HttpResponse:
    """Propose or withdraw (its département), accept or refuse (its payer), for a line of the year before."""
    contract = contract_or_404(request.seat, reference)
    year = year_or_404(contract, year)
    if act not in DONE:
        raise Http404("Cet acte n’existe pas.")
    require("funding.enter", request.seat, contract, "agir sur un report de crédits")
    line = FundingLine.objects.of_year(contract, year - 1).filter(pk=pk).first()
    if line is None:
        raise Http404("Cette ligne n’existe pas ou n’existe plus.")
    form = ProposalForm(request.POST, prefix=f"line-{pk}")
    if act == "proposer" and not form.is_valid():
        return _page(request, contract, year, refused=form)
    try:
        _do(request, contract, line, act, form)
    except (TransitionRefused, YearLocked, ValidationError) as refused:
        messages.error(request, " ".join(getattr(refused, "messages", [str(refused)])))
    else:
        messages.success(request, DONE[act])
    return redirect("funding:carrying", reference, year)


def _do(request: HttpRequest, contract: Contract, line: FundingLine, act: str, form: ProposalForm) -> None:
    version = whole(request.POST.get("version", "")) or 0
    if act == "proposer":
        carrying.propose(contract, line, by=request.seat, shown_version=version, **form.cleaned_data)
        return
    carry = CarryOver.objects.select_related("line", "into").filter(line=line).first()
    if carry is None:
        raise ValidationError("Ce report n’est plus proposé.")
    said: dict[str, Any] = {"by": request.seat, "shown_version": version}
    if act == "retirer":
        carrying.withdraw(contract, carry, **said)
    elif act == "accepter":
        carrying.accept(contract, carry, **said)
    else:
        carrying.refuse(contract, carry, reason=request.POST.get("reason", "").strip()[:2_000], **said)


def _page(
    request: HttpRequest, contract: Contract, year: int, refused: ProposalForm | None = None
) -> HttpResponse:
    lock = years.refusal(contract, year)
    rows = carrying.carry_rows(contract, year, request.seat, lock)
    context = contract_page(contract, "funding", year=year) | {
        "rows": [(row, _form(row, refused)) for row in rows],
        "total": carrying.carried_total(rows),
        "before": year - 1,
        "lock": lock,
        "problems": refused.problems if refused else [],
    }
    return render(request, "funding/carrying.html", context, status=422 if refused else 200)


def _form(row: carrying.CarryRow, refused: ProposalForm | None) -> ProposalForm | None:
    if not row.may_propose:
        return None
    prefix = f"line-{row.line.pk}"
    if refused is not None and refused.prefix == prefix:
        return refused
    said = {"amount": row.asked, "justification": row.carry.justification if row.carry else ""}
    return ProposalForm(prefix=prefix, initial=said)
