"""The contracts of a new framework, opened together from those of the one before."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from contracts.models import Framework
from contracts.preparation.renewing import Renewable, previous_of, renew_contract, renewables
from core.formats import counted
from core.rights import require


@require_http_methods(["GET", "HEAD", "POST"])
def renewal(request: HttpRequest, code: str) -> HttpResponse:
    """The contracts of the framework before, to tick; POST opens a draft for each."""
    require("accounts.administer", request.seat, None, "reconduire des contrats")
    framework = get_object_or_404(Framework, code=code)
    rows = renewables(framework)
    if request.method == "POST":
        _renew(request, framework, rows)
        return redirect("contracts:renewal", code)
    crumbs = [(f"Cadre {framework}", reverse("contracts:framework", args=[code])), ("Reconduction", "")]
    context = {
        "framework": framework,
        "previous": previous_of(framework),
        "rows": rows,
        "open_count": sum(1 for one in rows if not one.refusal),
        "crumbs": crumbs,
    }
    return render(request, "contracts/renewal/page.html", context)


def _renew(request: HttpRequest, framework: Framework, rows: list[Renewable]) -> None:
    """Each draft stands alone: one that is refused says why and stops none of the others."""
    asked = set(request.POST.getlist("contract"))
    opened = []
    for one in rows:
        if one.contract.reference not in asked:
            continue
        try:
            opened.append(renew_contract(one.contract, framework=framework, by=request.seat))
        except ValidationError as refused:
            messages.error(request, f"{one.contract}\u00a0: {' '.join(refused.messages)}")
    if opened:
        told = counted(len(opened), "contrat ouvert", "contrats ouverts")
        messages.success(request, f"{told}, en préparation, du cadre {framework}.")
    elif not asked:
        messages.error(request, "Cochez au moins un contrat à reconduire.")
