"""Whether a PDF is a report of ours, whole, signed by whom, and the last word on its year.

A file is recognised by its bytes: the PDF of an edition was kept with its hash, and a signature only adds to
a file. What comes from elsewhere is thus opened as a PDF only once it begins like one of ours.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from django.db.models import Q

from core.formats import joined
from reports.enums import RenderingKind
from reports.models import Edition, Rendering
from reports.signing.changes import forbidden_change, unsigned_end
from reports.signing.embedded import embedded_digests
from reports.signing.fields import fields_of_others
from reports.signing.reading import ReadSignature, UnreadableSignature, read_signatures
from reports.signing.revisions import Prefix, prefixes
from reports.signing.standing import Standing, standing_of_edition

MAX_BYTES = 20_000_000
HEAD = b"%PDF-"


class Outcome(StrEnum):
    """What is said of a file. The first two are genuine."""

    GENUINE = "genuine"
    OUTDATED = "outdated"
    DRAFT = "draft"
    ALTERED = "altered"
    UNKNOWN = "unknown"
    UNREADABLE = "unreadable"


HEADINGS = {
    Outcome.GENUINE: "Ce fichier est authentique",
    Outcome.OUTDATED: "Ce fichier est authentique, mais ce n’est pas le dernier mot",
    Outcome.DRAFT: "Ce fichier est un projet",
    Outcome.ALTERED: "Ce fichier n’est pas authentique",
    Outcome.UNKNOWN: "Ce fichier n’est pas connu",
    Outcome.UNREADABLE: "Ce fichier ne peut pas être vérifié",
}
TONES = {
    Outcome.GENUINE: "success",
    Outcome.OUTDATED: "warning",
    Outcome.DRAFT: "warning",
    Outcome.ALTERED: "error",
    Outcome.UNKNOWN: "error",
    Outcome.UNREADABLE: "error",
}
WHOLE = "Il est, octet pour octet, celui qui a été délivré"
ANALYSED = "l’analyse complète d’une de ses signatures y a trouvé un défaut, "
SIGNED = f"{WHOLE}, avec toutes les signatures enregistrées"
PROVED = "Il est celui qui a été délivré\u00a0; seules des preuves de ses signatures y ont été ajoutées"


@dataclass(frozen=True)
class Verdict:
    """What is said of a file, why, and of which edition it is."""

    outcome: Outcome
    reason: str
    standing: Standing | None = None
    signatures: list[ReadSignature] = field(default_factory=list)

    @property
    def is_genuine(self) -> bool:
        """Whether the file is one that was delivered, unchanged, its signatures all standing."""
        return self.outcome in {Outcome.GENUINE, Outcome.OUTDATED}

    @property
    def heading(self) -> str:
        """The verdict, in a line."""
        return HEADINGS[self.outcome]

    @property
    def tone(self) -> str:
        """How it is drawn."""
        return TONES[self.outcome]

    @property
    def sentence(self) -> str:
        """Why, as a sentence."""
        return f"{self.reason[:1].upper()}{self.reason[1:]}."


@dataclass(frozen=True)
class Recognised:
    """The edition a file begins like, the bytes that are its frozen PDF, those known since when, and what the
    full analysis found wrong in them."""

    edition: Edition
    start: int
    is_agreed: bool
    known: list[tuple[int, datetime]]
    faults: list[str] = field(default_factory=list)

    def moment_of(self, end: int) -> datetime | None:
        """Since when a signature that covers `end` bytes is known to exist."""
        return next((at for length, at in self.known if length >= end), None)


def examine(pdf: bytes) -> Verdict:
    """Say of a file whether it is a report of ours; nothing of it is kept."""
    if len(pdf) > MAX_BYTES:
        return Verdict(Outcome.UNREADABLE, f"il pèse plus de {MAX_BYTES // 1_000_000}\u00a0Mo")
    if not pdf.startswith(HEAD):
        return Verdict(Outcome.UNREADABLE, "ce n’est pas un fichier PDF")
    beginnings = prefixes(pdf)
    found = recognise(beginnings)
    return _judge(pdf, found) if found else _unrecognised(pdf, beginnings)


def recognise(beginnings: list[Prefix]) -> Recognised | None:
    """The edition whose PDF is one of these beginnings; the one it was agreed with comes first."""
    by_hash = {one.sha256: one.length for one in beginnings}
    wanted = Q(agreed__pdf_sha256__in=by_hash) | Q(submitted__pdf_sha256__in=by_hash)
    editions = Edition.objects.filter(wanted).select_related(
        "agreed", "submitted", "report__contract__territory"
    )
    editions = editions.prefetch_related("report__contract__parties__organisation")
    edition = editions.order_by("number").last()
    if edition is None:
        return None
    is_agreed = edition.agreed is not None and edition.agreed.pdf_sha256 in by_hash
    paper = edition.agreed if is_agreed else edition.submitted
    copies = list(edition.signed_copies.filter(pdf_sha256__in=by_hash).order_by("rank"))
    known = [(by_hash[copy.pdf_sha256], copy.recorded_at) for copy in copies]
    faults = [f"{ANALYSED}{copy.analysis_fault}" for copy in copies if copy.analysis_fault]
    return Recognised(edition, by_hash[paper.pdf_sha256] if paper else 0, is_agreed, known, faults)


def _judge(pdf: bytes, found: Recognised) -> Verdict:
    """A file that begins like ours: what follows may only be signatures, all of which stand."""
    standing = standing_of_edition(found.edition)
    if len(pdf) == found.start:
        return _weighed(found, len(pdf), standing, [])
    if b"/Encrypt" in pdf[found.start :]:
        return Verdict(Outcome.ALTERED, "il a été chiffré depuis", standing)
    # A copy that was recorded was compared then, and is known by its hash.
    is_recorded = any(length == len(pdf) for length, _ in found.known)
    if not is_recorded and (fault := forbidden_change(pdf, found.start)):
        return Verdict(Outcome.ALTERED, f"{fault} depuis qu’il a été délivré", standing)
    if found.faults:
        return Verdict(Outcome.ALTERED, joined(found.faults), standing)
    try:
        signatures = read_signatures(pdf, found.moment_of)
    except UnreadableSignature as error:
        return Verdict(Outcome.ALTERED, str(error), standing)
    faults = [one.fault for one in signatures if one.fault]
    faults = faults or _strangers(found, signatures)
    if faults:
        return Verdict(Outcome.ALTERED, joined(faults), standing, signatures)
    if not is_recorded and (fault := unsigned_end(pdf, found.start)):
        return Verdict(Outcome.ALTERED, f"{fault} depuis qu’il a été délivré", standing, signatures)
    return _weighed(found, len(pdf), standing, signatures)


def _strangers(found: Recognised, signatures: list[ReadSignature]) -> list[str]:
    """Signatures that stand and should not be there: of somebody the report does not bind, of a party that
    signed another file, or in the place of another."""
    parties = [party.organisation for party in found.edition.report.contract.closing_parties]
    have_signed = set(found.edition.signed_copies.values_list("organisation_id", flat=True))
    faults = []
    for one in signatures:
        party = next((party for party in parties if one.holder.is_of(party)), None)
        if found.moment_of(one.end):
            continue
        if party is None:
            faults.append(f"«\u00a0{one.holder.name}\u00a0» y a signé sans être partie au contrat")
        elif party.pk in have_signed:
            faults.append(f"ce n’est pas le fichier que «\u00a0{one.holder.name}\u00a0» a signé")
        elif one.field in fields_of_others(party.kind):
            faults.append(f"«\u00a0{one.holder.name}\u00a0» y a signé à la place d’une autre partie")
    return faults


def _weighed(found: Recognised, length: int, standing: Standing, signatures: list[ReadSignature]) -> Verdict:
    """A genuine file of `length` bytes: is it the last, and does it carry all that was signed?"""
    reasons = []
    known = {length for length, _ in found.known}
    absent = len(standing.signed) - len(known)
    reasons += [
        f"la signature de «\u00a0{one.holder.name}\u00a0» n’est pas encore déposée ici"
        for one in signatures
        if not found.moment_of(one.end)
    ]
    if standing.later:
        reasons.append(f"une édition plus récente existe (n°\u00a0{standing.later})")
    if standing.agreed_at and not found.is_agreed:
        reasons.append("c’est le PDF soumis aux visas, antérieur à l’arrêté")
    elif not standing.agreed_at:
        reasons.append("cette édition n’est pas arrêtée par les trois parties")
    elif absent > 0:
        missing = [one.organisation for one in standing.signed[len(known) :]]
        reasons.append(f"il n’a pas la signature de {joined(missing)}")
    if reasons:
        return Verdict(Outcome.OUTDATED, joined(reasons), standing, signatures)
    is_delivered = length in {found.start, *known}
    said = (SIGNED if standing.signed else WHOLE) if is_delivered else PROVED
    return Verdict(Outcome.GENUINE, said, standing, signatures)


def _unrecognised(pdf: bytes, beginnings: list[Prefix]) -> Verdict:
    """A file we never made: perhaps a draft of ours, a copy written anew, or a stranger's."""
    hashes = [one.sha256 for one in beginnings]
    if Rendering.objects.filter(pdf_sha256__in=hashes, kind=RenderingKind.DRAFT).exists():
        return Verdict(Outcome.DRAFT, "c’est un projet de rapport, que personne n’a visé")
    if b"/Encrypt" in pdf:
        return Verdict(Outcome.UNREADABLE, "il est chiffré\u00a0: aucun rapport n’est délivré ainsi")
    edition = (
        Edition.objects.filter(sha256__in=embedded_digests(pdf))
        .select_related("report__contract__territory")
        .order_by("number")
        .last()
    )
    if edition is None:
        return Verdict(Outcome.UNKNOWN, "aucun rapport délivré ici n’a ce contenu")
    reason = "il porte les données d’un rapport connu, mais n’est pas le fichier qui a été délivré"
    return Verdict(Outcome.ALTERED, reason, standing_of_edition(edition))
