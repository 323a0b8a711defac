"""The pages that tell of one contract: summary, objectives, documents, history."""

import rules
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from contracts import years
from contracts.actions import retain_objective
from contracts.deadlines import coming_deadlines
from contracts.forms import RetainForm
from contracts.history import acts_page, changes_page
from contracts.models import Contract
from contracts.pages import contract_or_404, contract_page, piece_response
from contracts.queries import objectives_of, summary_of
from core.rights import require

ACTS = "actes"


@require_safe
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    """The contract at a glance."""
    contract = contract_or_404(request.seat, reference)
    reported = years.reports(contract, request.seat)
    context = contract_page(contract, "summary") | {
        "summary": summary_of(contract),
        "deadlines": coming_deadlines(contract, timezone.now()),
        "years": [(year, reported.get(year)) for year in reversed(contract.years)],
    }
    return render(request, "contracts/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def objectives(request: HttpRequest, reference: str) -> HttpResponse:
    """The objectives by engagement; POST retains one more, for whoever may edit the terms."""
    contract = contract_or_404(request.seat, reference)
    form = RetainForm(request.POST or None, contract=contract)
    if request.method == "POST":
        require("contracts.edit_terms", request.seat, contract, "retenir un objectif")
        if form.is_valid() and _retained(request, form, contract):
            return redirect("contracts:objectives", reference)
    context = contract_page(contract, "objectives") | {
        "groups": objectives_of(contract),
        "form": form,
        "may_retain": rules.has_perm("contracts.edit_terms", request.seat, contract),
    }
    return render(request, "contracts/objectives.html", context)


@require_safe
def history(request: HttpRequest, reference: str) -> HttpResponse:
    """What changed, or with `?vue=actes` the acts of the journal."""
    contract = contract_or_404(request.seat, reference)
    shows_acts = request.GET.get("vue") == ACTS
    read = acts_page if shows_acts else changes_page
    page = read(contract, request.seat, request.GET.get("page"))
    context = contract_page(contract, "history") | {"page": page, "shows_acts": shows_acts}
    return render(request, "contracts/history.html", context)


@require_safe
def document(request: HttpRequest, reference: str, pk: int) -> FileResponse:
    """A filed piece, always as a download under the name it came with."""
    contract = contract_or_404(request.seat, reference)
    piece = contract.documents.filed().filter(pk=pk).exclude(file="").first()
    if piece is None:
        raise Http404("Cette pièce n’existe pas ou son fichier n’a pas été déposé.")
    return piece_response(piece)


def _retained(request: HttpRequest, form: RetainForm, contract: Contract) -> bool:
    try:
        retained = retain_objective(contract, by=request.seat, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    messages.success(request, f"L’objectif {retained.objective.number} est retenu par le contrat.")
    return True
