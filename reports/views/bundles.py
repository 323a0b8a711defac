"""The exports of reports: asked, followed while they are made, downloaded by whoever may still read them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.downloads import stored_file
from core.rights import require
from core.workflow import TransitionRefused
from reports.bundles.asking import EXPORT, ask_again, ask_archive, ask_signed, may_download
from reports.bundles.signed import selected, signed_count
from reports.models import Bundle
from reports.queries import is_party, report_or_404
from reports.selection import ReportFilter
from reports.views.page import back

PER_PAGE = 20


def _crumbs(here: str = "") -> list[tuple[str, str]]:
    above = [("Rapports", reverse("reports:list"))]
    if not here:
        return [*above, ("Exports", "")]
    return [*above, ("Exports", reverse("reports:bundles")), (here, "")]


def bundle_or_404(request: HttpRequest, pk: int) -> Bundle:
    """A bundle that this very seat asked for."""
    found = Bundle.objects.visible_to(request.seat).select_related("report__contract__territory", "seat")
    bundle = found.filter(pk=pk).first()
    if bundle is None:
        raise Http404("Cet export n’existe pas, ou un autre siège l’a demandé.")
    return bundle


@require_http_methods(["GET", "HEAD", "POST"])
def bundles(request: HttpRequest) -> HttpResponse:
    """One's exports, and what the ZIP of the signed PDFs chosen by the address would hold; a POST asks it."""
    require(EXPORT, request.seat, None, "exporter des rapports")
    if request.method == "POST":
        asked = ask_signed(chosen=ReportFilter.read(request.POST), by=request.seat)
        return redirect("reports:bundle", asked.pk)
    everything = selected(request.seat, ReportFilter())
    chosen = ReportFilter.read(request.GET)
    reports = [report for report in everything if chosen.keeps(report)]
    own = Bundle.objects.visible_to(request.seat).select_related("report__contract__territory")
    context = {
        "page": Paginator(own, PER_PAGE).get_page(request.GET.get("page")),
        "choices": chosen.choices(everything),
        "chosen": chosen,
        "count": len(reports),
        "agreed_count": sum(report.is_closed for report in reports),
        "signed_count": signed_count(reports),
        "crumbs": _crumbs(),
    }
    return render(request, "reports/bundles/list.html", context)


@require_safe
def bundle(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the making of an export stands, then its file."""
    found = bundle_or_404(request, pk)
    may = found.is_ready and may_download(found, request.seat)
    context = {"bundle": found, "may_download": may, "crumbs": _crumbs(f"Export n°\u00a0{pk}")}
    return render(request, "reports/bundles/detail.html", context)


@require_POST
def resume_bundle(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin again the making of an export that failed, stopped, or whose file was erased."""
    found = bundle_or_404(request, pk)
    try:
        ask_again(found, by=request.seat)
    except TransitionRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("reports:bundle", pk)


@require_safe
def bundle_file(request: HttpRequest, pk: int) -> FileResponse:
    """The file, as long as its seat may read all that it holds."""
    found = bundle_or_404(request, pk)
    if not found.is_ready or not may_download(found, request.seat):
        raise Http404("Ce fichier n’est pas prêt, n’est plus gardé, ou tient un rapport devenu illisible.")
    return stored_file(found.file, name=found.file_name, content_type="application/zip", sha256=found.sha256)


@require_POST
def archive_report(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """Ask for the archive of a report, as whoever may take its files out."""
    report = report_or_404(request.seat, reference, year)
    if not is_party(request.seat, report):
        raise Http404("Aucun rapport dont vous sortiez les fichiers à cette adresse.")
    try:
        asked = ask_archive(report, by=request.seat)
    except TransitionRefused as refusal:
        messages.error(request, str(refusal))
        return back(report)
    return redirect("reports:bundle", asked.pk)
