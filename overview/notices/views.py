"""The page on which one chooses what one is told."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from overview.notices.choosing import PreferenceForm, choose_notices
from overview.notices.letters import digest
from overview.notices.readers import Reader, preference_of

SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: HttpRequest) -> HttpResponse:
    """What one is told by e-mail: the choices, and the letter as it would leave now."""
    person: Any = request.user
    form = PreferenceForm(request.POST or None, instance=preference_of(person))
    if form.is_valid():
        shown = form.shown_version
        choose_notices(person, values=form.cleaned_data, shown_version=shown, by=request.seat)
        messages.success(request, "Vos choix sont enregistrés.")
        return redirect("overview:notices")
    context = {
        "form": form,
        "letter": digest(Reader(person, request.seats, timezone.now())),
        "told": person.notices.exclude(sent_at=None)[:SHOWN],
        "crumbs": [("Mes avis par courriel", "")],
    }
    return render(request, "overview/notices.html", context)
