"""Taking a seat, and the seats of one's organisation."""

from typing import Any

import rules
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions import check_manages, close_seat, open_seat
from accounts.destination import asked_destination, destination
from accounts.forms import CloseSeatForm, OpenSeatForm
from accounts.middleware import SESSION_KEY
from accounts.models import Seat
from accounts.organisation import seats_by_period


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose_seat(request: HttpRequest) -> HttpResponse:
    """Choose in which of one's open seats to act; says what to do when there is none."""
    if request.method != "POST":
        context = {"next": asked_destination(request), "chosen": request.session.get(SESSION_KEY)}
        return render(request, "accounts/choose_seat.html", context)
    by_id = {str(seat.pk): seat for seat in request.seats}
    chosen = by_id.get(request.POST.get("seat", ""))
    if chosen is None:
        raise Http404("Ce siège n’est pas l’un de vos sièges ouverts.")
    request.session[SESSION_KEY] = chosen.pk
    role = chosen.get_role_display().lower()
    messages.success(request, f"Vous agissez désormais pour : {chosen.organisation} ({role}).")
    return redirect(destination(request))


@require_safe
def organisation(request: HttpRequest) -> HttpResponse:
    """The seats of one's organisation, for all its members; its managers see the ways to change them."""
    if request.seat is None:
        raise Http404("Aucun siège ouvert.")
    ours = request.seat.organisation
    context = {
        "organisation": ours,
        "periods": seats_by_period(Seat.objects.visible_to(request.seat), timezone.localdate()),
        "may_manage": rules.has_perm("accounts.manage_seats", request.seat, ours),
        "crumbs": [("Mon organisation", "")],
    }
    return render(request, "accounts/organisation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def give_seat(request: HttpRequest) -> HttpResponse:
    """Open a seat of one's organisation to a person."""
    check_manages(request.seat, request.seat and request.seat.organisation)
    form = OpenSeatForm(request.POST or None, by=request.seat)
    if form.is_valid():
        details = form.cleaned_data
        try:
            seat = open_seat(form.instance, email=details["email"], name=details["name"], by=request.seat)
        except ValidationError as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, f"Siège ouvert : {seat}. La personne en est avertie par courriel.")
            return redirect("accounts:organisation")
    return render(request, "accounts/open_seat.html", _page(form, "Ouvrir un siège"))


@require_http_methods(["GET", "HEAD", "POST"])
def end_seat(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a seat of one's organisation."""
    seat = get_object_or_404(Seat.objects.visible_to(request.seat).for_acting(), pk=pk)
    check_manages(request.seat, seat.organisation)
    form = CloseSeatForm(request.POST or None, initial={"last_day": timezone.localdate()})
    if form.is_valid():
        try:
            close_seat(seat, by=request.seat, last_day=form.cleaned_data["last_day"])
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
        else:
            messages.success(request, f"Le siège finit : {seat}.")
            return redirect("accounts:organisation")
    return render(request, "accounts/close_seat.html", _page(form, "Fermer un siège") | {"held": seat})


def _page(form: Any, title: str) -> dict[str, Any]:
    ours = ("Mon organisation", reverse("accounts:organisation"))
    return {"form": form, "title": title, "crumbs": [ours, (title, "")]}
