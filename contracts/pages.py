"""What every page of a contract shows around its own content: its tabs, its year and its breadcrumb."""

from typing import Any

from django.db.models import Prefetch
from django.http import FileResponse, Http404
from django.urls import reverse
from django.utils import timezone

from accounts.models import Seat
from contracts.models import Contract, Document, Framework, Party
from core.downloads import stored_file

TAB_LABELS = {
    "summary": "Résumé",
    "objectives": "Objectifs",
    "actions": "Actions",
    "indicators": "Indicateurs",
    "funding": "Financements",
    "amendments": "Avenants",
    "reports": "Rapports",
    "calendar": "Calendrier",
    "history": "Historique",
}

OUT_OF_SCOPE = "Ce contrat n’existe pas ou n’est pas dans votre périmètre."

# The tabs whose first page has another name, or belongs to another app.
ROUTES_ELSEWHERE = {
    "summary": "contracts:detail",
    "indicators": "indicators:current",
    "reports": "reports:contract",
    "calendar": "reports:calendar",
}


def contract_or_404(seat: Seat | None, reference: str) -> Contract:
    """The contract with what its pages and its rights ask for; Http404 outside the seat's scope."""
    visible = Contract.objects.visible_to(seat).select_related("territory__region", "framework")
    parties = Prefetch("parties", Party.objects.select_related("organisation"))
    contract = visible.prefetch_related(parties).filter(reference=reference).first()
    if contract is None:
        raise Http404(OUT_OF_SCOPE)
    return contract


def year_or_404(contract: Contract, year: int) -> int:
    """A fiscal year of the contract; Http404 before its first and after its last."""
    if year not in contract.years:
        raise Http404(f"Le contrat {contract.reference} ne couvre pas l’année {year}.")
    return year


def piece_response(piece: Document) -> FileResponse:
    """The file of a piece, always as a download of no particular type, under the name it came with."""
    return stored_file(piece.file, name=piece.download_name, content_type="application/octet-stream")


def default_year(contract: Contract) -> int:
    """The year on which the yearly pages open: last year, whose report is being written, or the nearest in
    force."""
    return min(max(last_ended_year(), contract.starts_on.year), contract.ends_on.year)


def last_ended_year(framework: Framework | None = None) -> int:
    """Last year, or the nearest that the framework covers."""
    last = timezone.localdate().year - 1
    return last if framework is None else min(max(last, framework.first_year), framework.last_year)


def contract_page(
    contract: Contract, tab: str, *, year: int | None = None, beyond: list[tuple[str, str]] | None = None
) -> dict[str, Any]:
    """The context of a contract page. `tab` is a key of TAB_LABELS, `beyond` the crumbs that follow the tab.

    A crumb is (label, url); the page itself comes last, without url.
    """
    here = reverse("contracts:detail", args=[contract.reference])
    crumbs = [
        ("Contrats", reverse("contracts:list")),
        (f"{contract.reference} – {contract.territory.name}", here if tab != "summary" else ""),
    ]
    if tab != "summary":
        crumbs.append((TAB_LABELS[tab], ""))
    return {
        "contract": contract,
        "tab": tab,
        "year": year or default_year(contract),
        "crumbs": _with_tab_link(contract, tab, crumbs, beyond) if beyond else crumbs,
    }


def _with_tab_link(
    contract: Contract, tab: str, crumbs: list[tuple[str, str]], beyond: list[tuple[str, str]]
) -> list[tuple[str, str]]:
    label, _ = crumbs[-1]
    route = ROUTES_ELSEWHERE.get(tab, f"contracts:{tab}")
    return [*crumbs[:-1], (label, reverse(route, args=[contract.reference])), *beyond]
