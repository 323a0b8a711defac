"""What the grid sends by itself: a cell when it is left, a block that is pasted."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST

from contracts.pages import contract_or_404, year_or_404
from core.numbers import whole
from core.rights import require
from core.tabular.reading import UnreadableFile
from indicators.cell_entry import submit_cell
from indicators.enums import ImportKind
from indicators.gate import ACT
from indicators.imports.actions import NotBrought, bring
from indicators.pasting import block_of, told_size


@require_POST
def save_cell(request: HttpRequest, reference: str, year: int) -> JsonResponse:
    """What became of the cell, and its row as it now reads: JSON, whose `row` is the markup of the row."""
    try:
        answer = submit_cell(reference, year, request.seat, request.POST)
    except PermissionDenied as denied:
        return JsonResponse({"state": "locked", "message": str(denied)}, status=403)
    content = answer.content
    if answer.state == "saved":
        context = {"row": answer.row, "sheet": answer.sheet}
        content["row"] = render_to_string("indicators/_row.html", context)
    return JsonResponse(content, status=answer.status)


@require_POST
def paste(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """A block copied from a spreadsheet, read where it would fall: leads to its preview, writes nothing."""
    contract = contract_or_404(request.seat, reference)
    year_or_404(contract, year)
    require("indicators.enter_values", request.seat, contract, ACT)
    try:
        indicator = whole(request.POST.get("row", "")) or 0
        sent = [request.POST.get(name, "") for name in ("column", "text", "rows", "spans")]
        block = block_of(indicator, *sent)
        name = f"Collage de {told_size(block)}.tsv"
        batch = bring(ImportKind.PASTE, contract, year, name, block.written(), request.seat)
    except (UnreadableFile, NotBrought) as refused:
        return JsonResponse({"message": str(refused)}, status=422)
    if batch.failure:
        return JsonResponse({"message": batch.failure}, status=422)
    return redirect(f"{reverse('indicators:import', args=[batch.pk])}?fragment=1")
