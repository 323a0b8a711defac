"""The page of the timeline, made to be printed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from indicators.models import Indicator
from overview.dispute.page import Timeline
from reports.models import Report
from reports.queries import is_party, report_or_404
from reports.views.page import report_page


@require_safe
def dispute(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """What happened to a report, or to the figure named by `?indicateur=`, and what each party could read."""
    report = report_or_404(request.seat, reference, year)
    if not is_party(request.seat, report):
        raise Http404("La chronologie d’un rapport est réservée à ses parties.")
    indicators = Indicator.objects.followed_by(report.contract)
    indicator = _asked(request, report)
    context = report_page(report, "Chronologie") | {
        "timeline": Timeline(report, request.seat, indicator),
        "indicators": sorted(indicators.values_list("code", "label")),
        "indicator": indicator,
        "now": timezone.now(),
    }
    return render(request, "overview/dispute.html", context)


def _asked(request: HttpRequest, report: Report) -> Indicator | None:
    code = request.GET.get("indicateur", "")
    if not code:
        return None
    found = Indicator.objects.followed_by(report.contract).filter(code=code).first()
    if found is None:
        raise Http404("Cet indicateur n’est pas suivi par ce contrat.")
    return found
