"""The pages of the timeline, made to be printed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from indicators.models import Indicator
from overview.dispute.editions import Editions
from overview.dispute.page import Timeline
from reports.models import Report
from reports.queries import is_party, report_or_404
from reports.views.page import report_page


@require_safe
def dispute(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """What happened to a report, or to the figure named by `?indicateur=`, and what each party could read."""
    report = _report(request, reference, year)
    indicators = Indicator.objects.followed_by(report.contract)
    indicator = _asked(request, report)
    context = report_page(report, "Chronologie") | {
        "timeline": Timeline(report, request.seat, indicator),
        "indicators": sorted(indicators.values_list("code", "label")),
        "indicator": indicator,
        "now": timezone.now(),
    }
    return render(request, "overview/dispute.html", context)


@require_safe
def edition_changes(request: HttpRequest, reference: str, year: int, number: int) -> HttpResponse:
    """All that an edition changes from the one before it, or from that of `?depuis=`."""
    report = _report(request, reference, year)
    editions = Editions(report)
    edition = editions.named(number)
    since = request.GET.get("depuis", "")
    before = editions.named(int(since) if since.isdecimal() else number - 1)
    if edition is None or (before is None and number > 1) or (before and before.number >= number):
        raise Http404("Ce rapport n’a pas ces éditions.")
    title = f"Ce que change l’{str(edition).lower()}"
    context = report_page(report, title) | {
        "title": title,
        "edition": edition,
        "before": before,
        "earlier": [one for one in editions.all if one.number < number],
        "changes": editions.changes(before, edition) if before else [],
        "now": timezone.now(),
    }
    return render(request, "overview/edition_changes.html", context)


def _report(request: HttpRequest, reference: str, year: int) -> Report:
    report = report_or_404(request.seat, reference, year)
    if not is_party(request.seat, report):
        raise Http404("La chronologie d’un rapport est réservée à ses parties.")
    return report


def _asked(request: HttpRequest, report: Report) -> Indicator | None:
    code = request.GET.get("indicateur", "")
    if not code:
        return None
    found = Indicator.objects.followed_by(report.contract).filter(code=code).first()
    if found is None:
        raise Http404("Cet indicateur n’est pas suivi par ce contrat.")
    return found
