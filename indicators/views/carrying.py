"""What a year takes from the one before: shown first, written where it is ticked."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from contracts import years
from contracts.models import Contract
from contracts.pages import contract_or_404, contract_page, year_or_404
from core.formats import counted
from core.rights import require
from core.versions import StaleVersion
from indicators.carrying import ACT, Carrying, carry_forward

MOVED = "Une valeur a changé pendant l’enregistrement\u00a0: relisez la page, puis recommencez."


@require_http_methods(["GET", "HEAD", "POST"])
def carry(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """Preview, then accept. A result is never copied."""
    contract = contract_or_404(request.seat, reference)
    require("indicators.enter_values", request.seat, contract, ACT)
    year_or_404(contract, year)
    if request.method == "POST" and _taken(request, contract, year):
        return redirect("indicators:carry", contract.reference, year)
    context = contract_page(contract, "indicators", year=year, beyond=[(f"Reprise de {year - 1}", "")])
    context |= {"carrying": Carrying(contract, year, request.seat), "lock": years.refusal(contract, year)}
    status = 409 if request.method == "POST" else 200
    return render(request, "indicators/carry.html", context, status=status)


def _taken(request: HttpRequest, contract: Contract, year: int) -> bool:
    accepted = set(request.POST.getlist("take"))
    try:
        count = carry_forward(contract=contract, year=year, accepted=accepted, by=request.seat)
    except StaleVersion:
        messages.error(request, MOVED)
        return False
    except (years.YearLocked, ValidationError) as refused:
        told = refused.messages if isinstance(refused, ValidationError) else [str(refused)]
        messages.error(request, " ".join(told))
        return False
    messages.success(request, f"{counted(count, 'élément repris', 'éléments repris')} de {year - 1}.")
    return True
