"""The page by which a party reminds another that the report waits for it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from core.rights import require
from core.workflow import TransitionRefused
from reports.forms import ReminderForm
from reports.queries import report_or_404
from reports.reminders import REMIND, remind, remindable
from reports.views.page import back, refusals_told, report_page, report_url


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_told
def remind_party(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """Choose whom to remind among those that are awaited; they are told by e-mail."""
    report = report_or_404(request.seat, reference, year)
    require(REMIND, request.seat, report, "envoyer un rappel")
    awaited = remindable(report, request.seat)
    if not awaited:
        raise TransitionRefused("Aucune autre partie n’est attendue pour l’instant.")
    form = ReminderForm(awaited, request.POST or None)
    if request.method == "POST" and form.is_valid():
        sent = remind(report, by=request.seat, **form.chosen(report))
        messages.success(request, f"Le rappel part par courriel\u00a0: {sent.organisation}.")
        return back(report)
    context = report_page(report, "Envoyer un rappel") | {
        "form": form,
        "heading": "Envoyer un rappel",
        "intro": "Ceux qui peuvent agir dans l’organisation choisie sont avertis par courriel, une fois par "
        "semaine au plus. Le rappel est inscrit au journal du contrat.",
        "back_url": report_url(report),
    }
    return render(request, "reports/act.html", context)
