"""Bringing values by file: the upload, the journal of imports, the preview of one, and what is done of it."""

from collections.abc import Callable
from functools import wraps

import rules
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.downloads import stored_file
from core.formats import counted
from core.imports.kinds import declared, kinds
from core.rights import require
from core.tabular import download
from core.workflow import TransitionRefused
from indicators.enums import ImportKind, ImportState
from indicators.imports import workflow
from indicators.imports.actions import (
    ImportRefused,
    NotBrought,
    apply_batch,
    apply_later,
    bring,
    is_long,
    plan_of,
    undo_batch,
)
from indicators.imports.bringing import require_to_bring
from indicators.imports.bringing import resume as take_up
from indicators.imports.forms import TableForm
from indicators.imports.held_table import held_table
from indicators.imports.preview import Preview, Written, answers_from
from indicators.imports.progress import writing_told
from indicators.imports.readers import Answers
from indicators.imports.table.blank import blank_table
from indicators.models import ImportBatch
from indicators.preparing_exports import imports_table

PER_PAGE = 25
TAKEN_BACK = "Ce que l’import avait écrit a été repris\u00a0: {}."


def batch_or_404(request: HttpRequest, pk: int) -> ImportBatch:
    """An import of one's organisation; Http404 outside the seat's scope."""
    visible = ImportBatch.objects.visible_to(request.seat)
    batch = visible.select_related("contract__territory", "seat__organisation", "brought_by").filter(pk=pk)
    if not batch:
        raise Http404("Cet import n’existe pas, ou n’est pas de votre organisation.")
    return batch[0]


@require_http_methods(["GET", "HEAD", "POST"])
def bring_table(request: HttpRequest) -> HttpResponse:
    """Choose a table of values to bring; `?format=xlsx` (ods, csv) downloads one ready to fill."""
    require("indicators.bring_values", request.seat, None, "apporter des valeurs")
    if file_format := request.GET.get("format"):
        return download(blank_table(request.seat), file_format)
    form = TableForm(request.POST, request.FILES) if request.method == "POST" else TableForm()
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and (batch := _brought(request, form, ImportKind.TABLE)):
        return redirect("indicators:import", batch.pk)
    context = {"form": form, "crumbs": [*_crumbs(), ("Apporter un tableau", "")]}
    return render(request, "indicators/imports/new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def bring_kind(request: HttpRequest, kind: str) -> HttpResponse:
    """Choose a file of a kind that another app declares; `?format=xlsx` (ods, csv) gives one to fill."""
    found = declared(kind)
    if found is None:
        raise Http404("Cette nature de fichier n’existe pas.")
    require_to_bring(kind, request.seat)
    if file_format := request.GET.get("format"):
        return download(found.blank(request.seat), file_format)
    form = TableForm(request.POST, request.FILES) if request.method == "POST" else TableForm()
    form.fields["file"].label = "Fichier"
    if request.method == "POST" and form.is_valid() and (batch := _brought(request, form, kind)):
        return redirect("indicators:import", batch.pk)
    context = {"form": form, "kind": found, "crumbs": [*_crumbs(), (found.title, "")]}
    return render(request, found.template, context, status=422 if form.errors else 200)


def _brought(request: HttpRequest, form: TableForm, kind: str) -> ImportBatch | None:
    """The import, or nothing and its reason beside the field."""
    file = form.cleaned_data["file"]
    try:
        return bring(kind, None, None, file.name, file.read(), request.seat)
    except NotBrought as refused:
        form.add_error("file", str(refused))
        return None


@require_safe
def journal(request: HttpRequest) -> HttpResponse:
    """The imports of one's organisation, the latest first; `?format=csv` (xlsx, ods) downloads them all."""
    rows = ImportBatch.objects.visible_to(request.seat).defer("changes")
    rows = rows.select_related("contract", "seat__user", "seat__organisation", "brought_by")
    if file_format := request.GET.get("format"):
        return download(imports_table(rows), file_format, timezone.localdate())
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "may_bring": rules.has_perm("indicators.bring_values", request.seat),
        "others": [one for one in kinds() if rules.has_perm(one.permission, request.seat)],
        "crumbs": [("Imports", "")],
    }
    return render(request, "indicators/imports/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def one_import(request: HttpRequest, pk: int) -> HttpResponse:
    """An import: its progress, its preview with the answers posted so far, what became of it; `format` (csv,
    xlsx, ods) gives all that is held back."""
    batch = batch_or_404(request, pk)
    if file_format := _asked(request, "format"):
        return _held_back(request, batch, file_format)
    return _page(request, batch)


def _held_back(request: HttpRequest, batch: ImportBatch, file_format: str) -> HttpResponse:
    if batch.state != ImportState.READY:
        raise Http404("Cet import n’a pas, ou plus, d’aperçu\u00a0: rien n’y est retenu.")
    plan = plan_of(batch, _answers(request, batch))
    return download(held_table(batch, plan), file_format, timezone.localdate())


def _asked(request: HttpRequest, name: str) -> str:
    return request.POST.get(name) or request.GET.get(name, "")


def _answers(request: HttpRequest, batch: ImportBatch) -> Answers:
    """Those posted so far, or given before the writing was put back."""
    return answers_from(request.POST) or batch.report.get("given", {}).get("answers", {})


def _page(request: HttpRequest, batch: ImportBatch, refused: ImportRefused | None = None) -> HttpResponse:
    """The page of an import, or its preview alone in a dialog (`?fragment=1`)."""
    answers = _answers(request, batch)
    told_why = str(refused or batch.failure)
    plan = refused.plan if refused else plan_of(batch, answers) if batch.state == ImportState.READY else None
    view = {"show": _asked(request, "show"), "page": _asked(request, "page")}
    reason = request.POST.get("reason", batch.report.get("given", {}).get("reason", ""))
    context = {
        "batch": batch,
        "preview": plan and Preview(batch, plan, answers, refused=told_why, reason=reason, **view),
        "written": Written.by(batch),
        "progress": writing_told(batch),
        "may_handle": rules.has_perm("indicators.handle_import", request.seat, batch),
        "is_fragment": _is_fragment(request),
        "crumbs": [*_crumbs(), (batch.file_name, "")],
    }
    template = "_plan" if context["is_fragment"] and plan else "detail"
    return render(request, f"indicators/imports/{template}.html", context, status=409 if refused else 200)


def _is_fragment(request: HttpRequest) -> bool:
    return "fragment" in request.GET or "fragment" in request.POST


def told(act: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """An act that its state refuses says so on the page of the import."""

    @wraps(act)
    def _told(request: HttpRequest, pk: int) -> HttpResponse:
        try:
            return act(request, batch_or_404(request, pk))
        except TransitionRefused as refused:
            messages.error(request, str(refused))
            return redirect("indicators:import", pk)

    return _told


def _shown_version(request: HttpRequest) -> int:
    version = request.POST.get("version", "")
    return int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else 0


@require_POST
@told
def apply(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """Write what was confirmed; the preview comes back when it no longer holds."""
    sent, version = request.POST, _shown_version(request)
    accept, reason = sent.get("accept") == "valid", sent.get("reason", "")
    # Without its mark, nobody saw the plan that would be written.
    mark = sent.get("mark") or "unknown"
    answers = answers_from(sent)
    if is_long(batch):
        apply_later(batch, answers, accept, request.seat, mark, reason, version)
        return redirect("indicators:import", batch.pk)
    try:
        apply_batch(batch, answers, accept, request.seat, version, mark, reason)
    except ImportRefused as refused:
        return _page(request, batch, refused)
    messages.success(
        request, f"{counted(batch.report['written'], 'valeur enregistrée', 'valeurs enregistrées')}."
    )
    return redirect("indicators:import", batch.pk)


@require_POST
@told
def undo(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """Put back each value as it was, and say which ones could not be."""
    undone = undo_batch(batch, request.seat, shown_version=_shown_version(request))
    messages.success(
        request, TAKEN_BACK.format(counted(undone.restored, "valeur rétablie", "valeurs rétablies"))
    )
    return redirect("indicators:import", batch.pk)


@require_POST
@told
def resume(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """Begin again what stopped on the way."""
    take_up(batch, request.seat, _shown_version(request))
    return redirect("indicators:import", batch.pk)


@require_POST
@told
def discard(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """Write nothing of it."""
    workflow.discard(batch, by=request.seat, shown_version=_shown_version(request))
    messages.success(
        request, "Import abandonné\u00a0: rien n’a été enregistré, le fichier reste dans le journal."
    )
    return redirect("indicators:imports")


@require_safe
def original(request: HttpRequest, pk: int) -> FileResponse:
    """The file as it came, as a download."""
    batch = batch_or_404(request, pk)
    if not batch.file:
        raise Http404("Ce fichier n’est plus gardé.")
    return stored_file(batch.file, name=batch.download_name, content_type="application/octet-stream")


def _crumbs() -> list[tuple[str, str]]:
    return [("Imports", reverse("indicators:imports"))]
