"""The list of contracts."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from contracts.exports import contracts_table
from contracts.forms import ContractFilterForm
from contracts.queries import searched
from core.tabular import download

PER_PAGE = 25


@require_safe
def contract_list(request: HttpRequest) -> HttpResponse:
    """The contracts of one's scope, filtered by the address; `?format=csv` (xlsx, ods) downloads them."""
    form = ContractFilterForm(request.GET, seat=request.seat)
    found = searched(request.seat, **form.criteria())
    if file_format := request.GET.get("format"):
        today = timezone.localdate()
        return download(contracts_table(found, today), file_format, today)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "total": page.paginator.count,
        "is_filtered": any(form.criteria().values()),
        "crumbs": [("Contrats", "")],
    }
    return render(request, "contracts/list.html", context)
