"""Signing an agreed report: each signature adds one signed copy, or nothing.

The file is written first, under a name of its own, then the row, in one transaction: a process killed between
the two leaves a file that nothing names, and nobody half signed.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction

from accounts.models import Seat
from core import journal
from core.acting import acting
from core.canonical import sha256_hex
from core.disk import disk_fault
from core.jobs import enqueue
from core.rights import require
from core.workflow import TransitionRefused
from reports.enums import SignatureOrigin
from reports.models import Edition, Report, SignedCopy
from reports.signing.analysis import analyse_copy
from reports.signing.certificates import Holder, SealingRefused
from reports.signing.fields import field_of
from reports.signing.opening import certificate_opened
from reports.signing.reading import ReadSignature, UnreadableSignature, read_signatures
from reports.signing.sealing import sign

OVERTAKEN = "Une autre partie vient de signer\u00a0: rouvrez la page, la vôtre s’ajoutera à la sienne."


@dataclass(frozen=True)
class Made:
    """A signed PDF, ready to be recorded."""

    pdf: bytes
    holder: Holder
    level: str
    at: datetime
    origin: str


@dataclass(frozen=True)
class Paper:
    """The copy to which the next signature is added: its bytes, their hash, how many signatures it has."""

    pdf: bytes
    sha256: str
    rank: int


def last_paper(edition: Edition) -> Paper:
    """The last signed copy of an edition, read whole; the agreed PDF, of rank 0, when nobody has signed.

    Raises TransitionRefused while that PDF is being made, OSError when the disk does not give it back.
    """
    last = SignedCopy.objects.filter(edition=edition).order_by("-rank").first()
    paper = last or edition.agreed
    if paper is None or not paper.file:
        raise TransitionRefused("Le PDF arrêté n’est pas encore prêt\u00a0: réessayez dans un instant.")
    with paper.file.open("rb") as file:
        return Paper(file.read(), paper.pdf_sha256, last.rank if last else 0)


def shown_sha256(edition: Edition) -> str:
    """The hash of the copy to which the next signature is added; empty while its PDF is being made."""
    last = SignedCopy.objects.filter(edition=edition).order_by("-rank").first()
    paper = last or edition.agreed
    return paper.pdf_sha256 if paper else ""


def signable(report: Report, seat: Seat) -> Edition:
    """The agreed edition that the seat's organisation has still to sign.

    Raises TransitionRefused, with the reason in French, for a report that is not agreed or that the
    organisation has signed. The seat's right to sign is not asked here.
    """
    edition = report.current_edition
    if not report.is_closed or edition is None:
        raise TransitionRefused("Un rapport se signe une fois arrêté par les trois parties.")
    if edition.signed_copies.filter(organisation=seat.organisation_id).exists():
        raise TransitionRefused("Votre organisation a déjà signé ce rapport.")
    return edition


def sign_report(report: Report, *, by: Seat, password: str, shown_sha256: str) -> SignedCopy:
    """Sign here, with the organisation's seal certificate, exactly the copy that was shown.

    `password` opens the certificate (the token's code, when a device keeps it; empty when the environment
    gives it); `shown_sha256` is the hash of the copy shown, in 64 hexadecimal digits. The time-stamping
    authority may take its time: it is asked before the report is locked.

    Raises PermissionDenied; TransitionRefused, with the reason in French, when there is nothing to sign, when
    another signed meanwhile or the disk refuses the file; SealingRefused, which is one, when the certificate,
    the device or the authority gives no signature that stands.
    """
    require("reports.sign_report", by, report, "signer le rapport")
    edition = signable(report, by)
    paper = last_paper(edition)
    if paper.sha256 != shown_sha256:
        raise TransitionRefused(OVERTAKEN)
    with certificate_opened(by.organisation, password) as found:
        signed = sign(paper.pdf, field_of(by.kind), found, is_first=paper.rank == 0)
    own = _own(signed, len(paper.pdf), found.holder)
    return record(edition, by, paper, Made(signed, own.holder, own.level, own.at, SignatureOrigin.INSIDE))


def _own(pdf: bytes, start: int, holder: Holder) -> ReadSignature:
    """The signature just given, read back: what is recorded is what anybody will read."""
    try:
        found = [one for one in read_signatures(pdf, lambda _: None) if one.end > start]
    except UnreadableSignature as error:
        raise TransitionRefused(f"La signature n’a pas pu être relue\u00a0: {error}.") from error
    if not found or found[0].fault or found[0].holder != holder:
        raise TransitionRefused("La signature relue n’est pas valable\u00a0: rien n’est enregistré.")
    if settings.TSA_URL and not found[0].is_timed:
        raise SealingRefused(
            "L’horodatage reçu n’est pas valable ici\u00a0: rien n’est signé. L’administrateur vérifie le "
            "service d’horodatage, et que son autorité est parmi celles qui sont reconnues."
        )
    return found[0]


def record(edition: Edition, by: Seat, paper: Paper, made: Made) -> SignedCopy:
    """Keep a signed copy that was checked, in its turn: the one after `paper`, in `by`'s name.

    Neither its bytes nor the seat's right are checked here. Raises TransitionRefused, nothing being recorded,
    when the disk refuses the file, or when another signed or the report was reopened meanwhile.
    """
    copy = _row(edition, by, paper, made)
    try:
        copy.file.save(f"{copy.pdf_sha256}.pdf", ContentFile(made.pdf), save=False)
    except OSError as error:
        raise TransitionRefused(
            f"Rien n’est signé ni enregistré\u00a0: {disk_fault(error)}. Prévenez l’administrateur, puis "
            "recommencez."
        ) from error
    with transaction.atomic(), acting(by):
        _check_in_turn(Report.locked(edition.report_id), copy)
        copy.save(force_insert=True)
        journal.record(
            chain=edition.report.journal_chain,
            act="Signer le rapport",
            subject=edition.report,
            by=by,
            after={"edition": edition.number, "pdf_sha256": copy.pdf_sha256, "signer": copy.signer},
        )
        enqueue(analyse_copy, copy.pk)
    return copy


def _row(edition: Edition, by: Seat, paper: Paper, made: Made) -> SignedCopy:
    return SignedCopy(
        edition=edition,
        rank=paper.rank + 1,
        organisation=by.organisation,
        seat=by,
        seat_label=str(by),
        origin=made.origin,
        pdf_sha256=sha256_hex(made.pdf),
        signer=made.holder.name,
        issuer=made.holder.issuer,
        serial=made.holder.serial,
        level=made.level,
        is_demonstration=made.holder.is_demonstration,
        signed_at=made.at,
    )


def _check_in_turn(report: Report, copy: SignedCopy) -> None:
    """Under lock: nobody signed meanwhile, and the report is still agreed on that edition."""
    edition = signable(report, copy.seat)
    if edition != copy.edition or SignedCopy.objects.filter(edition=edition).count() + 1 != copy.rank:
        raise TransitionRefused(OVERTAKEN)
