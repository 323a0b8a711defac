"""The page by which the three parties close the report: one block for each, with what it decided."""

from dataclasses import dataclass
from datetime import datetime

from core.formats import instant
from reports.content import PartyContent, SealContent
from reports.rendering.frame import Frame, FrameKind


@dataclass(frozen=True)
class SignatureBlock:
    """A party's place on the page: by function, with its decision once the report is agreed."""

    party: PartyContent
    decision: str = ""
    statement: str = ""
    seat: str = ""
    sealed: str = ""


def signature_blocks(parties: list[PartyContent], frame: Frame) -> list[SignatureBlock]:
    """One block per party, in the order of the contract; decisions are printed once agreed only."""
    seals = {(seal.kind, seal.organisation): seal for seal in frame.seals}
    if frame.kind != FrameKind.AGREED:
        return [SignatureBlock(party) for party in parties]
    return [_block(party, seals.get((party.kind, party.organisation))) for party in parties]


def agreement(frame: Frame) -> str:
    """The sentence that opens the page."""
    if frame.kind == FrameKind.AGREED:
        return "Le rapport a été arrêté conjointement par les parties, qui ont visé l’empreinte que voici."
    if frame.kind == FrameKind.SUBMITTED:
        return "Le rapport est soumis au visa des parties, qui l’arrêtent conjointement."
    return "Ce projet n’est pas soumis au visa des parties. Les cadres montrent la page à venir."


def _block(party: PartyContent, seal: SealContent | None) -> SignatureBlock:
    if seal is None:
        return SignatureBlock(party)
    return SignatureBlock(party, seal.decision_label, seal.statement, seal.seat_label, _said(seal.sealed_at))


def _said(sealed_at: str) -> str:
    return instant(datetime.fromisoformat(sealed_at)) if sealed_at else ""
