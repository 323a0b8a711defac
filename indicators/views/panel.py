"""The details of one figure: a page of its own, and the same content opened beside the grid.

Asked with the header `X-Fragment`, an address answers its content alone, without the frame of the page.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contracts.models import Contract, Document
from contracts.pages import contract_or_404, contract_page, piece_response, year_or_404
from contracts.years import YearLocked
from core.attachments import ACCEPTED, SIZE_LIMIT
from core.rights import require
from indicators.actions import lift_choice, retain_source
from indicators.enums import Source, ValueKind
from indicators.gate import ACT, EntryRefused
from indicators.models import Measurement
from indicators.panel import NEW, Panel
from indicators.panel_entry import submit_panel
from indicators.panel_forms import ChoiceForm, LiftForm, PerimeterForm, ProofForm
from indicators.proofs import attach_proof, detach_proof
from indicators.shared import other_contracts, share_with

LISTS = {"kinds": tuple(ValueKind.choices), "sources": tuple(Source.choices)}
LIMITS = {"accepted": ACCEPTED, "size_limit": SIZE_LIMIT}


@require_http_methods(["GET", "HEAD", "POST"])
def panel(request: HttpRequest, reference: str, year: int, key: str) -> HttpResponse:
    """What the figure is, was and comes from; its département corrects it here."""
    contract = _contract(request, reference, year)
    if request.method == "POST":
        require("indicators.enter_values", request.seat, contract, ACT)
        shown, done = submit_panel(contract, year, key, request.seat, request.POST)
        if done:
            messages.success(request, done[0])
            for text in done[1:]:
                messages.info(request, f"{text}.")
            return redirect("indicators:panel", reference, year, key)
        return _drawn(request, shown, status=shown.status)
    shown = Panel(contract, year, key, request.seat, request.GET.get("valeur", ""))
    return _drawn(request, shown)


def told_when_locked(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The act of a year that has been closed meanwhile is refused in the panel itself, with the reason."""

    @wraps(view)
    def _view(request: HttpRequest, reference: str, year: int, key: str, **asked: int) -> HttpResponse:
        try:
            return view(request, reference, year, key, **asked)
        except YearLocked as locked:
            shown = Panel(_contract(request, reference, year), year, key, request.seat)
            shown.refused = str(locked)
            return _drawn(request, shown, status=shown.status)

    return _view


@require_POST
@told_when_locked
def source(request: HttpRequest, reference: str, year: int, key: str, pk: int) -> HttpResponse:
    """Retain a source against the rule (`act=retain`), or let the rule decide again (`act=lift`)."""
    contract, row = _row(request, reference, year, key, pk)
    is_choice = request.POST.get("act") == "retain"
    form = (ChoiceForm if is_choice else LiftForm)(request.POST)
    if form.is_valid():
        act = retain_source if is_choice else lift_choice
        asked = {"reason": form.cleaned_data["reason"], "shown_version": form.cleaned_data["version"]}
        try:
            act(contract=contract, measurement=row, by=request.seat, **asked)
        except EntryRefused as refused:
            form.add_error("reason", refused.messages)
        else:
            messages.success(request, "Source retenue." if is_choice else "La règle décide de nouveau.")
            return redirect("indicators:panel", reference, year, key)
    shown = Panel(contract, year, key, request.seat, str(pk))
    return _drawn(request, shown, {"choice_form": form, "choice_pk": pk}, status=422)


@require_POST
@told_when_locked
def proof_add(request: HttpRequest, reference: str, year: int, key: str, pk: int) -> HttpResponse:
    """Attach a file to a reading."""
    contract, row = _row(request, reference, year, key, pk)
    form = ProofForm(request.POST, request.FILES)
    if form.is_valid():
        kept = {"attachment": form.cleaned_data["file"], "title": form.cleaned_data["title"]}
        try:
            proof = attach_proof(contract=contract, measurement=row, by=request.seat, **kept)
        except EntryRefused as refused:
            form.add_error("file", refused.messages)
        else:
            messages.success(request, f"«\u00a0{proof.title}\u00a0» est joint à la valeur.")
            return _back(reference, year, key, pk)
    shown = Panel(contract, year, key, request.seat, str(pk))
    return _drawn(request, shown, {"proof_form": form}, status=422)


@require_POST
@told_when_locked
def proof_remove(
    request: HttpRequest, reference: str, year: int, key: str, pk: int, proof: int
) -> HttpResponse:
    """Take a file away from a reading."""
    contract, row = _row(request, reference, year, key, pk)
    held = row.proofs.filter(pk=proof).first()
    if held is None:
        raise Http404("Ce justificatif n’est pas joint à cette valeur.")
    detach_proof(contract=contract, measurement=row, proof=held, by=request.seat)
    messages.success(request, f"«\u00a0{held.title}\u00a0» est retiré.")
    return _back(reference, year, key, pk)


@require_safe
def proof(request: HttpRequest, reference: str, year: int, key: str, proof: int) -> FileResponse:
    """A proof, as a download, to those who read the figure."""
    contract = _contract(request, reference, year)
    shown = Panel(contract, year, key, request.seat)
    readings = [one.measurement_id for one in shown.readings]
    piece = Document.objects.filter(pk=proof, measurements__in=readings).exclude(file="").first()
    if piece is None:
        raise Http404("Ce justificatif n’existe pas.")
    return piece_response(piece)


@require_POST
def perimeter(request: HttpRequest, reference: str, year: int, key: str) -> HttpResponse:
    """Share the figure with other contracts: find or name the perimeter they make together."""
    contract = _contract(request, reference, year)
    require("indicators.enter_values", request.seat, contract, ACT)
    form = PerimeterForm(request.POST, others=other_contracts(contract, request.seat))
    if form.is_valid():
        asked = form.cleaned_data
        try:
            made = share_with(contract, asked["contracts"], label=asked["label"], by=request.seat)
        except EntryRefused as refused:
            form.add_error("label", refused.messages)
        else:
            messages.success(request, f"Choisissez «\u00a0{made}\u00a0» comme périmètre, puis enregistrez.")
            return redirect("indicators:panel", reference, year, key)
    shown = Panel(contract, year, key, request.seat)
    return _drawn(request, shown, {"perimeter_form": form}, status=422)


def _contract(request: HttpRequest, reference: str, year: int) -> Contract:
    contract = contract_or_404(request.seat, reference)
    year_or_404(contract, year)
    return contract


def _row(request: HttpRequest, reference: str, year: int, key: str, pk: int) -> tuple[Contract, Measurement]:
    """The contract and a reading of its indicator that the seat may read and enter; 404, then 403."""
    contract = _contract(request, reference, year)
    readings = Panel(contract, year, key, request.seat).readings
    require("indicators.enter_values", request.seat, contract, ACT)
    rows = Measurement.objects.select_related("indicator", "perimeter")
    row = rows.filter(pk=pk, pk__in=[one.measurement_id for one in readings]).first()
    if row is None:
        raise Http404("Cette valeur n’existe pas, ou plus.")
    return contract, row


def _back(reference: str, year: int, key: str, pk: int) -> HttpResponse:
    return redirect(f"{reverse('indicators:panel', args=[reference, year, key])}?valeur={pk}")


def _drawn(
    request: HttpRequest, shown: Panel, forms: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    others = other_contracts(shown.contract, request.seat) if shown.is_open else []
    usual = {"proof_form": ProofForm(), "perimeter_form": PerimeterForm(others=others), "others": others}
    beyond = [(f"{shown.indicator.code}, {shown.year}", "")]
    context = contract_page(shown.contract, "indicators", year=shown.year, beyond=beyond)
    context |= {"panel": shown, "new": NEW} | LISTS | LIMITS | usual | (forms or {})
    is_fragment = "X-Fragment" in request.headers
    template = "indicators/panel/body.html" if is_fragment else "indicators/panel/page.html"
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["X-Fragment"])
    return response
