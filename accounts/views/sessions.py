"""Signing in and out, and taking up again what a lost session interrupted."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.destination import FIELD, asked_destination, destination
from accounts.forms import SignInForm
from accounts.housekeeping import clear_ended_sessions_daily
from accounts.middleware import SESSION_KEY as SEAT_KEY
from accounts.models import Seat, User
from accounts.resumption import drop_entry, kept_entry, remember_owner


class SameMethodRedirect(HttpResponseRedirect):
    """Sends the browser elsewhere with the same body (307), where an ordinary redirect would drop it."""

    status_code = 307


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The door. A person already in goes on; one with several seats, or none, is led to the choice."""
    if request.user.is_authenticated:
        return redirect(destination(request))
    form = SignInForm(request, request.POST or None)
    if form.is_valid():
        return _let_in(request, form.get_user())
    context = {"form": form, "next": asked_destination(request), "is_kept": kept_entry(request) is not None}
    return render(request, "accounts/login.html", context)


def _let_in(request: HttpRequest, person: User) -> HttpResponse:
    login(request, person)
    if kept_entry(request) is None:
        # Too old, or of another person who used this browser before.
        drop_entry(request)
    response = redirect(_first_page(request, person))
    remember_owner(response, person)
    clear_ended_sessions_daily()
    return response


def _first_page(request: HttpRequest, person: User) -> str:
    seats = Seat.objects.filter(user=person).open_on(timezone.localdate())
    held = list(seats.order_by("organisation__name", "pk").values_list("pk", flat=True))
    if held:
        # Named from the start, so that no other takes its place the day it ends.
        request.session[SEAT_KEY] = held[0]
    if len(held) == 1:
        return destination(request)
    return f"{reverse('accounts:choose_seat')}?{urlencode({FIELD: destination(request)})}"


@login_not_required
def sign_out(request: HttpRequest) -> HttpResponse:
    """Close the session; nothing to do when it is already over."""
    if not request.user.is_authenticated:
        return redirect("accounts:login")
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    logout(request)
    messages.success(request, "Votre session est fermée.")
    return redirect("accounts:login")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest) -> HttpResponse:
    """Show what a lost session interrupted, and send it again, or forget it, when the person says so."""
    entry = kept_entry(request)
    if entry is None:
        messages.info(request, "Aucune saisie n’attend d’être reprise.")
        return redirect("overview:home")
    if request.method != "POST":
        return render(request, "accounts/resume.html", {"entry": entry})
    drop_entry(request)
    if "forget" in request.POST:
        messages.success(request, "La saisie a été abandonnée.")
        return redirect("overview:home")
    return SameMethodRedirect(entry.path)
