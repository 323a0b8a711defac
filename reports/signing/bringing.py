"""Bringing back a report signed elsewhere, once proved to be the same: one signed copy more, or nothing."""

from accounts.models import Seat
from core.formats import joined
from core.rights import require
from core.workflow import TransitionRefused
from reports.enums import SignatureOrigin
from reports.models import Edition, Report, SignedCopy
from reports.signing.acts import Made, Paper, last_paper, record, signable
from reports.signing.analysis import fault_of
from reports.signing.changes import forbidden_change, unsigned_end
from reports.signing.fields import field_of, fields_of_others
from reports.signing.reading import ReadSignature, UnreadableSignature, read_signatures
from reports.signing.revisions import prefixes
from reports.signing.standing import standing_of_edition
from reports.signing.verdict import ANALYSED, HEAD, recognise


def take_back(report: Report, *, by: Seat, pdf: bytes) -> SignedCopy:
    """Record the PDF that the organisation signed in its own tool, once it is proved to be the same.

    `pdf` is the whole file, of `verdict.MAX_BYTES` at most, which the form sees to. Raises PermissionDenied;
    TransitionRefused, with the reason in French, when there is nothing to sign, when the file differs from
    the copy that was to be signed by anything else than valid signatures of the organisation, when another
    signed meanwhile, or when the disk refuses it.
    """
    require("reports.return_signed_report", by, report, "déposer le rapport signé")
    edition = signable(report, by)
    paper = last_paper(edition)
    start = _start(pdf, edition, paper)
    if fault := forbidden_change(pdf, start):
        raise TransitionRefused(_refused(f"{fault} depuis qu’il a été téléchargé", by))
    own = _brought(pdf, start, by)
    if fault := unsigned_end(pdf, start):
        raise TransitionRefused(_refused(f"{fault} depuis qu’il a été téléchargé", by))
    # Another reading of the same file, by other rules: what ours let through would be shown to everybody.
    if fault := fault_of(pdf):
        raise TransitionRefused(_refused(f"{ANALYSED}{fault}", by))
    return record(edition, by, paper, Made(pdf, own.holder, own.level, own.at, SignatureOrigin.OUTSIDE))


def _start(pdf: bytes, edition: Edition, paper: Paper) -> int:
    """How many bytes of the file are the copy that was to be signed."""
    if not pdf.startswith(HEAD):
        raise TransitionRefused("Ce fichier n’est pas un PDF.")
    beginnings = prefixes(pdf)
    lengths = {one.sha256: one.length for one in beginnings}
    start = lengths.get(paper.sha256, 0)
    if start == len(pdf):
        raise TransitionRefused("Ce fichier n’est pas signé\u00a0: c’est celui qui a été téléchargé.")
    if b"/Encrypt" in pdf[start:]:
        raise TransitionRefused("Ce fichier est chiffré\u00a0: déposez-le tel que le parapheur l’a signé.")
    if start:
        return start
    if edition.agreed is not None and edition.agreed.pdf_sha256 in lengths:
        absent = [copy.organisation.name for copy in edition.signed_copies.select_related("organisation")]
        raise TransitionRefused(
            f"Ce fichier n’a pas la signature de {joined(absent)}, donnée entre-temps\u00a0: téléchargez la "
            "dernière copie signée, et signez celle-là."
        )
    if found := recognise(beginnings):
        raise TransitionRefused(
            f"Ce fichier {_told_of(found.edition, edition)}\u00a0: signez le rapport arrêté."
        )
    raise TransitionRefused(
        "Ce fichier ne commence pas par le rapport arrêté\u00a0: c’est un autre rapport, ou il a été "
        "modifié ou réenregistré. Signez le fichier téléchargé ici, sans le convertir."
    )


def _refused(why: str, by: Seat) -> str:
    return f"Ce fichier est refusé\u00a0: {why}. {_to_ask_for(by)}"


def _to_ask_for(by: Seat) -> str:
    """What a tool has to be told to give back a file that can be taken."""
    return (
        "Demandez à votre parapheur une signature PAdES seule, sans tampon, page ni bordereau ajoutés\u00a0: "
        f"dans le champ «\u00a0{field_of(by.kind)}\u00a0», préparé pour votre organisation, ou invisible."
    )


def _told_of(other: Edition, edition: Edition) -> str:
    """Which of our files it is that was taken for the agreed report."""
    if other == edition:
        return "est le PDF soumis aux visas, antérieur à l’arrêté"
    if other.report_id == edition.report_id:
        return f"est une autre édition de ce rapport (n°\u00a0{other.number})"
    return f"est un autre rapport ({standing_of_edition(other).title})"


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
    _check_own(added, by)
    return added[-1]


def _check_own(added: list[ReadSignature], by: Seat) -> None:
    """All of them are the organisation's, in its own place or in none."""
    others = [one.holder for one in added if not one.holder.is_of(by.organisation)]
    if others:
        named = joined(one.organisation or one.name for one in others)
        raise TransitionRefused(
            f"Ce fichier est signé par «\u00a0{named}\u00a0», non par «\u00a0{by.organisation.name}\u00a0»."
        )
    if any(one.field in fields_of_others(by.kind) for one in added):
        # It would be seen as the other's, who could not sign there any more.
        raise TransitionRefused(
            f"Ce fichier est signé dans l’emplacement d’une autre partie. {_to_ask_for(by)}"
        )
