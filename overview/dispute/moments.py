"""What happened, from all that keeps a trace of it: editions, seals, remarks, journal, letters."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from core.formats import NBSP, counted, date_long, moment
from core.models import JournalEntry
from overview.models import Notice
from reports.enums import SignatureOrigin
from reports.models import Edition, Remark, Reminder, Report, Seal, SignedCopy
from reports.remarks import INTERNAL
from reports.review.marking import READ_ALL
from reports.workflow import drop_correction, open_correction, send_back

# What the other traces tell better: the editions, the seals, the remarks and the signatures have rows of
# their own.
TOLD_ELSEWHERE = ("Partager le rapport", "Viser le rapport", "Faire une remarque", "Signer le rapport")
# The acts after which the département writes again.
REOPENING = {send_back.declared.label, open_correction.declared.label}  # type: ignore[attr-defined]
# The journal names an act as it is asked for; here it is past.
DONE = {
    "Ouvrir le rapport": "Rapport ouvert",
    "Renvoyer au département": "Rapport renvoyé au département",
    "Envoyer un rappel": "Rappel envoyé",
    READ_ALL: "Édition lue en entier",
    "Enregistrer la délibération": "Délibération enregistrée",
    "Ouvrir une correction": "Correction ouverte",
    "Renoncer à la correction": "Correction abandonnée",
}
# The act after which it no longer does, although nothing was shared.
CLOSING = {drop_correction.declared.label}  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Moment:
    """Something that happened: when, what, by whom, and in which words. `edition` is the one that it froze;
    `reopens` says that the département wrote again from then on, `closes` that it no longer did; `figure` is
    what a vintage holds."""

    at: datetime
    what: str
    who: str = ""
    words: str = ""
    edition: Edition | None = None
    reopens: bool = False
    closes: bool = False
    figure: str = ""


def of_editions(editions: Iterable[Edition]) -> Iterator[Moment]:
    """Each sharing, each agreement."""
    for one in editions:
        by = str(one.frozen_by) if one.frozen_by else ""
        yield Moment(one.frozen_at, f"{one} partagée", by, f"Empreinte {one.short_hash}", edition=one)
        if one.agreed_at:
            yield Moment(one.agreed_at, f"{one} arrêtée conjointement")


def of_seals(report: Report) -> Iterator[Moment]:
    """Each seal, and its fall."""
    for one in Seal.objects.filter(report=report).select_related("edition"):
        what = f"{one.get_decision_display()} sur l’{str(one.edition).lower()}"
        yield Moment(one.sealed_at, what, one.seat_label, one.statement)
        if one.voided_at:
            yield Moment(one.voided_at, f"Visa tombé{NBSP}: {one.edition}", one.seat_label, one.voided_reason)


def of_signatures(report: Report) -> Iterator[Moment]:
    """Each signature, told from a copy that was signed elsewhere and brought back here."""
    for one in SignedCopy.objects.filter(edition__report=report).select_related("edition"):
        edition = str(one.edition).lower()
        words = [f"Certificat{NBSP}: {one.signer}. Empreinte du PDF {one.pdf_sha256[:12]}"]
        if one.is_demonstration:
            words.append("Sans valeur légale (autorité de démonstration)")
        if one.origin == SignatureOrigin.INSIDE:
            what, who = f"Signature donnée ici sur l’{edition}", one.seat_label
        else:
            what = f"Copie signée ailleurs, déposée ici{NBSP}: {edition}"
            who = f"Déposée par {one.seat_label}"
            words.insert(0, f"Signée {moment(one.signed_at)}, d’après le fichier")
        yield Moment(one.recorded_at, what, who, ". ".join(words))


def of_remarks(remarks: Iterable[Remark]) -> Iterator[Moment]:
    """Each remark and what was answered; those that the seat may read."""
    for one in remarks:
        author, place = one.organisation.name, one.place
        name = INTERNAL if one.is_internal else f"Remarque ({one.get_kind_display().lower()})"
        yield Moment(one.created_at, f"{name} sur «{NBSP}{place}{NBSP}»", author, _words_of(one))
        for said in one.replies.all():
            yield Moment(
                said.said_at, f"Échange sur «{NBSP}{place}{NBSP}»", said.organisation.name, said.body
            )
        if one.answered_at:
            adopted = ", valeur adoptée" if one.adopted_at else ""
            what = f"Réponse sur «{NBSP}{place}{NBSP}»{adopted}"
            by = one.answered_by.name if one.answered_by else "Département"
            yield Moment(one.answered_at, what, by, one.answer)
        if one.closed_at:
            yield Moment(one.closed_at, f"Remarque close sur «{NBSP}{place}{NBSP}»", author)


def _words_of(remark: Remark) -> str:
    quote = f"Passage visé{NBSP}: «{NBSP}{remark.quote}{NBSP}» – " if remark.quote else ""
    source = f" (source{NBSP}: {remark.proposed_source})"
    proposed = f" Valeur proposée{NBSP}: {remark.proposal}{source}." if remark.proposal else ""
    return f"{quote}{remark.body}{proposed}"


def of_journal(report: Report) -> Iterator[Moment]:
    """The acts on the report itself, with their reasons."""
    acts = JournalEntry.objects.filter(chain=report.journal_chain, subject=f"reports.report:{report.pk}")
    for one in acts.exclude(act__in=TOLD_ELSEWHERE).order_by("number"):
        told = one.reason or ", ".join(str(said) for said in _told(one.after))
        reopens, closes = one.act in REOPENING, one.act in CLOSING
        what = DONE.get(one.act, one.act)
        yield Moment(one.at, what, one.seat_label, told, reopens=reopens, closes=closes)


def _told(after: Mapping[str, object]) -> list[object]:
    """What an act says of itself: whom it reminds, which edition was read, which vote it records."""
    edition = [f"édition n° {after['edition']}"] if "edition" in after else []
    voted_on = after.get("deliberated_on")
    vote = [f"séance du {date_long(date.fromisoformat(str(voted_on)))}"] if voted_on else []
    named = ("deliberation_reference", "organisation", "message")
    return [*edition, *vote, *(after[name] for name in named if after.get(name))]


def of_letters(report: Report) -> Iterator[Moment]:
    """The letters that left about the report, told by the organisations that received them."""
    reminders = Reminder.objects.filter(report=report).values_list("pk", flat=True)
    keys = Q(key__startswith=f"turn:{report.pk}:") | Q(key__in=[f"reminder:{pk}" for pk in reminders])
    letters = Notice.objects.filter(keys).exclude(sent_at=None).prefetch_related("user__seats__organisation")
    parties = {party.organisation_id: party.organisation for party in report.contract.closing_parties}
    sent: dict[tuple[str, int], list[Notice]] = defaultdict(list)
    for letter in letters.order_by("sent_at"):
        for pk in {seat.organisation_id for seat in letter.user.seats.all()} & parties.keys():
            sent[letter.key, pk].append(letter)
    for (_, pk), same in sent.items():
        to = counted(len(same), "personne")
        first = same[0]
        if first.sent_at:
            yield Moment(first.sent_at, "Courriel envoyé", str(parties[pk]), f"{first.subject} ({to})")
