"""The check of a report by anybody who holds it, without an account. Nothing is written."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.lockout import address_of
from accounts.throttle import is_within
from reports.signing.forms import VerifyCodeForm, VerifyFileForm
from reports.signing.standing import edition_of_code, standing_of_edition
from reports.signing.verdict import Verdict, examine

# In an hour, from one address of the network: a service may check a whole campaign.
CHECKS_PER_NETWORK = 200
TOO_MANY = "Trop de vérifications depuis votre réseau\u00a0: réessayez dans une heure."


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a code or a file, and say what is known of it."""
    code_form = VerifyCodeForm({"code": request.GET["code"]} if "code" in request.GET else None)
    if code_form.is_valid():
        return redirect("reports:verify_code", code_form.cleaned_data["code"])
    form, status = VerifyFileForm(), 200
    if request.method == "POST":
        form = VerifyFileForm(request.POST, request.FILES)
        if form.is_valid() and _may_ask(request):
            return _told(request, form.cleaned_data["file"])
        if form.is_valid():
            form.add_error("file", TOO_MANY)
            status = 429
    context = {"form": form, "code_form": code_form, "crumbs": [("Vérifier un rapport", "")]}
    return render(request, "reports/verify/page.html", context, status=status)


@login_not_required
@never_cache
@require_safe
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """What is known of the edition that bears this code."""
    if not _may_ask(request):
        context = _context("", None) | {"refusal": TOO_MANY, "standing": None}
        return render(request, "reports/verify/code.html", context, status=429)
    form = VerifyCodeForm({"code": code})
    edition = edition_of_code(form.cleaned_data["code"]) if form.is_valid() else None
    standing = standing_of_edition(edition) if edition else None
    context = _context(code, None) | {"standing": standing}
    return render(request, "reports/verify/code.html", context, status=200 if standing else 404)


def _may_ask(request: HttpRequest) -> bool:
    network = address_of(request) or "unknown"
    return is_within(CHECKS_PER_NETWORK, seconds=3600, act="verify", subject=network)


def _told(request: HttpRequest, upload: UploadedFile) -> HttpResponse:
    verdict = examine(upload.read())
    context = _context(upload.name or "", verdict) | {"standing": verdict.standing}
    return render(request, "reports/verify/verdict.html", context)


def _context(subject: str, verdict: Verdict | None) -> dict[str, Any]:
    crumbs = [("Vérifier un rapport", reverse("reports:verify")), ("Résultat", "")]
    return {"subject": subject, "verdict": verdict, "crumbs": crumbs, "refusal": ""}
