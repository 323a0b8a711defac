"""The seal of a party, on exactly the edition and the PDF that were shown."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.models import Seat
from core.rights import require
from core.workflow import TransitionRefused
from reports import workflow
from reports.enums import ReportState
from reports.forms import SealForm
from reports.models import Edition, Report
from reports.queries import has_sealed, report_or_404
from reports.review.since import difference, since_known
from reports.views.page import back, refusals_told, report_page, report_url, standing_of

CHOSEN = ("decision", "statement", "sha256", "pdf_sha256")
AGREED = "Les trois visas sont donnés\u00a0: le rapport est arrêté."


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@refusals_told
def seal_report(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """Seal exactly the edition that is shown, once what it changes has been told."""
    report = report_or_404(request.seat, reference, year)
    require("reports.seal_report", request.seat, report, "viser le rapport")
    standing = _to_be_sealed(report, request.seat)
    if report.state != ReportState.SHARED:
        return _nothing_to_seal(request, report, standing)
    form = SealForm(request, request.POST or None, initial=_shown(report))
    if request.method == "POST" and form.is_valid():
        try:
            workflow.seal(report, by=request.seat, **{name: form.cleaned_data[name] for name in CHOSEN})
        except workflow.EditionReplaced as refusal:
            return _told_replaced(request, reference, year, refusal)
        is_agreed = report.state == ReportState.AGREED
        messages.success(request, AGREED if is_agreed else "Votre visa est enregistré.")
        return back(report)
    return render(request, "reports/seal.html", _page(report, request.seat, standing) | {"form": form})


def _nothing_to_seal(request: HttpRequest, report: Report, standing: dict[str, Any]) -> HttpResponse:
    """What the report waits for instead, and what the seat can do of it; a seal that was sent is refused."""
    edition = report.current_edition
    context = report_page(report, "Viser") | standing | {"may_follow": False, "may_remark": False}
    if report.is_closed and edition is not None:
        context |= {"edition": edition, "copies": edition.signed_copies.all()}
    context |= {"back_url": report_url(report)}
    status = 409 if request.method == "POST" else 200
    return render(request, "reports/nothing_to_seal.html", context, status=status)


def _shown(report: Report) -> dict[str, str]:
    """The hashes of the content and of the PDF that the page shows."""
    edition = report.current_edition
    if edition is None:
        return {"sha256": "", "pdf_sha256": ""}
    return {"sha256": edition.sha256, "pdf_sha256": edition.submitted.pdf_sha256 if edition.submitted else ""}


def _page(report: Report, seat: Seat, standing: dict[str, Any]) -> dict[str, Any]:
    edition = report.current_edition
    return (
        report_page(report, "Viser")
        | standing
        | {
            "edition": edition,
            "since": since_known(report, edition, seat.organisation) if edition else None,
            "back_url": report_url(report),
        }
    )


def _told_replaced(request: HttpRequest, reference: str, year: int, refusal: Exception) -> HttpResponse:
    """The edition that came meanwhile, and what it changes from the one that was shown. Nothing typed is
    lost but the password, asked again for what is now shown."""
    report = report_or_404(request.seat, reference, year)
    sent = request.POST.copy()
    former = report.editions.filter(sha256=sent["sha256"]).order_by("-number").first()
    for name, value in (_shown(report) | {"password": ""}).items():
        sent[name] = value
    form = SealForm(request, sent)
    form.errors.clear()
    form.add_error(None, str(refusal))
    context = _page(report, request.seat, _to_be_sealed(report, request.seat)) | {"form": form}
    context |= {"former": former, "replaced": _difference(former, report.current_edition)}
    return render(request, "reports/seal.html", context, status=409)


def _difference(former: Edition | None, edition: Edition | None) -> list[Any]:
    return difference(former, edition) if former and edition else []


def _to_be_sealed(report: Report, seat: Seat) -> dict[str, Any]:
    """Where the parties stand; refused once the seat's own has spoken, before it types anything."""
    standing = standing_of(report, seat)
    if report.state == ReportState.SHARED and has_sealed(seat, standing["parties"]):
        raise TransitionRefused("Votre organisation a déjà visé cette édition.")
    waiting = report.remarks.open().filter(is_internal=False)
    return standing | {"open_remarks": waiting.count()}
