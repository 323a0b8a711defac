"""Signing an agreed report here, or bringing it back signed elsewhere: each adds one signed copy, or nothing.

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
from core.formats import joined
from core.jobs import enqueue
from core.rights import require
from core.workflow import TransitionRefused
from reports.enums import SignatureOrigin
from reports.models import Edition, Report, SignedCopy
from reports.signing.analysis import analyse_copy
from reports.signing.certificates import Holder, SealingRefused
from reports.signing.changes import forbidden_change
from reports.signing.opening import certificate_opened
from reports.signing.reading import ReadSignature, UnreadableSignature, read_signatures
from reports.signing.revisions import prefixes
from reports.signing.sealing import sign
from reports.signing.verdict import HEAD

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
    """The last signed copy of an edition; the agreed PDF when nobody has signed."""
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
    """The agreed edition that the seat's organisation has still to sign; refused with the reason."""
    edition = report.current_edition
    if not report.is_closed or edition is None:
        raise TransitionRefused("Un rapport se signe une fois arrêté par les trois parties.")
    if edition.signed_copies.filter(organisation=seat.organisation_id).exists():
        raise TransitionRefused("Votre organisation a déjà signé ce rapport.")
    return edition


def sign_report(report: Report, *, by: Seat, password: str, shown_sha256: str) -> SignedCopy:
    """Sign here, with the organisation's seal certificate, exactly the copy that was shown.

    The time-stamping authority may take its time: it is asked before the report is locked.
    """
    require("reports.sign_report", by, report, "signer le rapport")
    edition = signable(report, by)
    paper = last_paper(edition)
    if paper.sha256 != shown_sha256:
        raise TransitionRefused(OVERTAKEN)
    with certificate_opened(by.organisation, password) as found:
        signed = sign(paper.pdf, f"signature_{by.kind}", found, is_first=paper.rank == 0)
    own = _own(signed, len(paper.pdf), found.holder)
    return _record(edition, by, paper, Made(signed, own.holder, own.level, own.at, SignatureOrigin.INSIDE))


def take_back(report: Report, *, by: Seat, pdf: bytes) -> SignedCopy:
    """Record the PDF that the organisation signed in its own tool, once it is proved to be the same.

    Refused, with the reason, when it differs from the copy that was to be signed by anything else than valid
    signatures, one of them the organisation's.
    """
    require("reports.return_signed_report", by, report, "déposer le rapport signé")
    edition = signable(report, by)
    paper = last_paper(edition)
    start = _start(pdf, edition, paper)
    if fault := forbidden_change(pdf, start):
        raise TransitionRefused(f"Ce fichier est refusé\u00a0: {fault} depuis qu’il a été téléchargé.")
    own = _brought(pdf, start, by)
    return _record(edition, by, paper, Made(pdf, own.holder, own.level, own.at, SignatureOrigin.OUTSIDE))


def _start(pdf: bytes, edition: Edition, paper: Paper) -> int:
    """How many bytes of the file are the copy that was to be signed."""
    if not pdf.startswith(HEAD):
        raise TransitionRefused("Ce fichier n’est pas un PDF.")
    lengths = {one.sha256: one.length for one in prefixes(pdf)}
    if paper.sha256 in lengths:
        if lengths[paper.sha256] == len(pdf):
            raise TransitionRefused("Ce fichier n’est pas signé\u00a0: c’est celui qui a été téléchargé.")
        return lengths[paper.sha256]
    if b"/Encrypt" in pdf:
        raise TransitionRefused("Ce fichier est chiffré\u00a0: déposez-le tel que le parapheur l’a signé.")
    if edition.agreed is not None and edition.agreed.pdf_sha256 in lengths:
        absent = [copy.organisation.name for copy in edition.signed_copies.select_related("organisation")]
        raise TransitionRefused(
            f"Ce fichier n’a pas la signature de {joined(absent)}, donnée entre-temps\u00a0: téléchargez la "
            "dernière copie signée, et signez celle-là."
        )
    raise TransitionRefused(
        "Ce fichier ne commence pas par le rapport arrêté\u00a0: c’est un autre rapport, ou il a été "
        "modifié ou réenregistré. Signez le fichier téléchargé ici, sans le convertir."
    )


def _brought(pdf: bytes, start: int, by: Seat) -> ReadSignature:
    """The organisation's signature among those that were added, all of which stand."""
    try:
        added = [one for one in read_signatures(pdf, lambda _: None) if one.end > start]
    except UnreadableSignature as error:
        raise TransitionRefused(f"Ce fichier est refusé\u00a0: {error}.") from error
    if not added:
        raise TransitionRefused("Ce fichier ne porte aucune nouvelle signature.")
    if faults := [one.fault for one in added if one.fault]:
        raise TransitionRefused(f"Ce fichier est refusé\u00a0: {joined(faults)}.")
    others = [one.holder for one in added if not one.holder.is_of(by.organisation)]
    if others:
        named = joined(one.organisation or one.name for one in others)
        raise TransitionRefused(
            f"Ce fichier est signé par «\u00a0{named}\u00a0», non par «\u00a0{by.organisation.name}\u00a0»."
        )
    return added[-1]


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


def _record(edition: Edition, by: Seat, paper: Paper, made: Made) -> SignedCopy:
    copy = _row(edition, by, paper, made)
    copy.file.save(f"{copy.pdf_sha256}.pdf", ContentFile(made.pdf), save=False)
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
