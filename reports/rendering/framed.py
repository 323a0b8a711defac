"""What stands around the figures of a report, as rows: the contract, its parties, its deadline, what
committees decided. The frame is plain content, as a point holds it (`reports.points`)."""

from collections.abc import Iterator
from typing import Any

from core.formats import NBSP, date_long, joined

Row = tuple[str, str]


def frame_rows(held: dict[str, Any]) -> list[Row]:
    """Each fact of the frame: its name and its value, empty when it is not known."""
    return [*_contract(held["contrat"]), *_parties(held), *_deadline(held), *_decisions(held)]


def _contract(contract: dict[str, Any]) -> Iterator[Row]:
    yield "Contrat", f"{contract['reference']}, {contract['territory_name']}"
    yield "Cadre", f"{contract['framework_title']} ({contract['framework_years']})"
    yield "Période", f"du {date_long(contract['starts_on'])} au {date_long(contract['ends_on'])}"
    yield "Signature", date_long(contract["signed_on"]) if contract["signed_on"] else ""
    yield "Textes", joined(contract["texts"])
    yield "Avenants", joined(contract["amendments"]) or "aucun"
    if contract["provenance"]:
        yield "Origine des données", contract["provenance"]


def _parties(held: dict[str, Any]) -> Iterator[Row]:
    for party in held["parties"]:
        told = (party["organisation"], party["signatory_title"], party["local_service"])
        yield party["kind_label"], ", ".join(filter(None, told))


def _deadline(held: dict[str, Any]) -> Iterator[Row]:
    deadline = held["échéance"]
    if deadline:
        yield "Échéance du rapport", f"{date_long(deadline['due_on'])} ({deadline['legal_text']})"


def _decisions(held: dict[str, Any]) -> Iterator[Row]:
    for one in held["suites des comités"]:
        subject = f", objectif {one['objective']}" if one["objective"] else ""
        name = f"Décision du {date_long(one['decided_on'])}{subject}"
        told = f"{one['text']} – {one['state_label']}"
        yield name, f"{told}{NBSP}: {one['outcome']}" if one["outcome"] else told
