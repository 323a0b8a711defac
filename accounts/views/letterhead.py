"""The papers of one's organisation: its logo and its legal mentions."""

import rules
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms import LetterheadForm
from accounts.letterhead import EDIT, letterhead_of, past_of, write_letterhead
from core.rights import require

TITLE = "Papier à en-tête"


@require_http_methods(["GET", "HEAD", "POST"])
def letterhead(request: HttpRequest) -> HttpResponse:
    """What is printed for one's organisation, with its past; its managers change it."""
    ours = request.seat and request.seat.organisation
    if ours is None:
        raise Http404("Aucun siège ouvert.")
    if request.method == "POST":
        require(EDIT, request.seat, ours, "modifier le papier à en-tête de cette organisation")
    standing = letterhead_of(ours)
    form = LetterheadForm(request.POST or None, request.FILES or None, letterhead=standing)
    if request.method == "POST" and form.is_valid():
        write_letterhead(ours, form.chosen, by=request.seat, shown=form.cleaned_data["version"] or 0)
        messages.success(request, "Le papier à en-tête est enregistré. Ce qui est figé garde le sien.")
        return redirect("accounts:letterhead")
    context = {
        "form": form,
        "letterhead": standing,
        "past": past_of(standing),
        "may_edit": rules.has_perm(EDIT, request.seat, ours),
        "crumbs": [("Mon organisation", reverse("accounts:organisation")), (TITLE, "")],
    }
    return render(request, "accounts/letterhead.html", context)


@require_safe
def logo(request: HttpRequest) -> HttpResponse:
    """The logo of one's organisation as it stands."""
    standing = letterhead_of(request.seat.organisation) if request.seat else None
    if standing is None or standing.logo is None:
        raise Http404("Votre organisation n’a pas de logo.")
    return HttpResponse(bytes(standing.logo.content), content_type="image/png")
