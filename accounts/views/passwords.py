"""Choosing a password: the present one being known, or by a link received by e-mail."""

from axes.utils import reset
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.tokens import default_token_generator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.encoding import force_str
from django.utils.http import urlsafe_base64_decode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms import ChangePasswordForm, NewPasswordForm, PasswordLinkForm
from accounts.lockout import address_of
from accounts.mail import send_password_link
from accounts.models import User
from accounts.throttle import is_within
from core.jobs import enqueue

# In an hour. Many people of an organisation come from one address of the network.
LINKS_PER_ACCOUNT, LINKS_PER_NETWORK = 5, 60


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """Another password; the other sessions of the person end."""
    form = ChangePasswordForm(request, request.POST or None)
    if form.is_valid():
        update_session_auth_hash(request, form.save())
        messages.success(request, "Votre mot de passe est changé. Vos autres sessions sont fermées.")
        return redirect("overview:home")
    return render(request, "accounts/password_change.html", {"form": form, "crumbs": [("Mot de passe", "")]})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_password_link(request: HttpRequest) -> HttpResponse:
    """Ask for a link. The answer is the same, as quickly, whether or not the address has an account, and
    whether or not it was asked too often."""
    form = PasswordLinkForm(request.POST or None)
    if form.is_valid():
        if _may_ask(request, form.cleaned_data["email"]):
            enqueue(send_password_link, form.cleaned_data["email"])
        return redirect("accounts:password_reset_sent")
    return render(request, "accounts/password_reset.html", {"form": form})


def _may_ask(request: HttpRequest, email: str) -> bool:
    network = address_of(request) or "unknown"
    # Both are counted, even when one is over.
    account_may = is_within(LINKS_PER_ACCOUNT, seconds=3600, act="password-link", subject=email)
    network_may = is_within(LINKS_PER_NETWORK, seconds=3600, act="password-link", subject=network)
    return account_may and network_may


@login_not_required
@require_safe
def password_link_sent(request: HttpRequest) -> HttpResponse:
    """What to do now, and what to do if nothing comes."""
    return render(request, "accounts/password_reset_sent.html")


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def set_password(request: HttpRequest, uid: str, token: str) -> HttpResponse:
    """Choose a password by a link that serves once; a link that no longer serves says so."""
    person = _person_of(uid)
    if person is None or not default_token_generator.check_token(person, token):
        return render(request, "accounts/password_link_dead.html")
    form = NewPasswordForm(person, request.POST or None)
    if form.is_valid():
        form.save()
        reset(username=person.email)
        messages.success(request, "Votre mot de passe est choisi. Connectez-vous.")
        return redirect("accounts:login")
    response = render(request, "accounts/password_set.html", {"form": form, "person": person})
    # The address is a secret: no other request says more than the site's name. Under « no-referrer » a
    # browser also hides the origin of the form, and the guard against forged requests refuses it.
    response["Referrer-Policy"] = "strict-origin"
    return response


def _person_of(uid: str) -> User | None:
    try:
        pk = int(force_str(urlsafe_base64_decode(uid)))
    except (ValueError, OverflowError):
        return None
    return User.objects.filter(pk=pk, is_active=True).first()
