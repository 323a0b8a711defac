"""The fiches action on paper: one, or the whole plan."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from contracts.pages import contract_or_404, default_year
from core.downloads import made_file
from reports.fiches import fiches_of
from reports.rendering.fiches import render_fiches_pdf


@require_safe
def fiche_pdf(request: HttpRequest, reference: str, number: int | None = None) -> HttpResponse:
    """The PDF of a fiche action, or without `number` of all those of the contract."""
    contract = contract_or_404(request.seat, reference)
    content = fiches_of(
        contract,
        year=default_year(contract),
        today=contract.day_there(timezone.now()),
        seat=request.seat,
        number=number,
    )
    if not content.fiches:
        raise Http404(f"Le contrat {reference} n’a pas cette fiche action.")
    name = f"fiche-action-{reference}-{number}.pdf" if number else f"fiches-action-{reference}.pdf"
    return made_file(
        render_fiches_pdf(content),
        name=name,
        content_type="application/pdf",
    )
