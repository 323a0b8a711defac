"""Signing an agreed report: here with the organisation's seal certificate, or elsewhere and brought back."""

from collections.abc import Callable
from typing import Any

import rules
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.throttle import is_within
from core.downloads import stored_file
from core.forms import SnppeForm
from core.rights import require
from core.workflow import TransitionRefused
from reports.models import Report, SignedCopy
from reports.queries import report_or_404
from reports.signing.acts import shown_sha256, sign_report, signable
from reports.signing.bringing import take_back
from reports.signing.fields import field_of
from reports.signing.forms import BringBackForm, SignForm
from reports.signing.opening import has_certificate
from reports.views.files import edition_taken_out, report_file_name
from reports.views.page import back, refusals_told, report_page, report_url

# More than the contracts of a region's ARS, and too few to guess a certificate's password or a token's PIN.
TRIES = 30
TOO_MANY = "Trop de signatures demandées depuis ce compte. Réessayez dans une heure."


@sensitive_post_parameters("password", "certificate_password")
@require_http_methods(["GET", "HEAD", "POST"])
@refusals_told
def sign_here(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """Sign, with the organisation's certificate, exactly the copy that is shown."""
    report = report_or_404(request.seat, reference, year)
    require("reports.sign_report", request.seat, report, "signer le rapport")
    edition = signable(report, request.seat)
    form = SignForm(request, request.POST or None, initial={"sha256": shown_sha256(edition)})
    if request.method == "POST" and form.is_valid() and _is_done(form, lambda: _sign(request, report, form)):
        messages.success(request, "Le rapport est signé. La copie signée est parmi les documents.")
        return back(report)
    context = _page(report, "Signer") | {"form": form, "is_ready": has_certificate(request.seat.organisation)}
    context["is_printed"] = bool(shown_sha256(edition))
    context["may_bring"] = rules.has_perm("reports.return_signed_report", request.seat, report)
    return render(request, "reports/sign.html", context)


def _sign(request: HttpRequest, report: Report, form: SignForm) -> SignedCopy:
    if not is_within(TRIES, seconds=3600, act="sign", subject=str(request.user.pk)):
        raise TransitionRefused(TOO_MANY)
    sent = form.cleaned_data
    return sign_report(
        report, by=request.seat, password=sent["certificate_password"], shown_sha256=sent["sha256"]
    )


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_told
def bring_back(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """Bring back the file that the organisation signed in its own tool; a file that differs is refused."""
    report = report_or_404(request.seat, reference, year)
    require("reports.return_signed_report", request.seat, report, "déposer le rapport signé")
    signable(report, request.seat)
    form = BringBackForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read()
        if _is_done(form, lambda: take_back(report, by=request.seat, pdf=content)):
            messages.success(request, "La signature est vérifiée et enregistrée.")
            return back(report)
    context = _page(report, "Déposer la copie signée") | {"form": form}
    context["field_name"] = field_of(request.seat.kind)
    return render(request, "reports/bring_back.html", context)


def _is_done(form: SnppeForm, act: Callable[[], object]) -> bool:
    """Do it; a refusal is told on the form, where it can be mended."""
    try:
        act()
    except TransitionRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _page(report: Report, here: str) -> dict[str, Any]:
    edition = report.current_edition
    copies = edition.signed_copies.select_related("organisation") if edition else []
    return report_page(report, here) | {
        "edition": edition,
        "copies": copies,
        "back_url": report_url(report),
    }


@require_safe
def signed_pdf(request: HttpRequest, reference: str, year: int, number: int) -> FileResponse:
    """The last signed copy of an edition: what an organisation signs next, or keeps."""
    edition = edition_taken_out(request, reference, year, number)
    copy = edition.signed_copies.order_by("-rank").first()
    if copy is None:
        raise Http404("Cette édition n’est signée par personne.")
    name = report_file_name(reference, year, f"signe-{copy.rank}")
    return stored_file(copy.file, name=name, content_type="application/pdf", sha256=copy.pdf_sha256)
