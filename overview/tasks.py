"""What a seat has to do, and what it waits for: one task per contract and ended year, from its situation."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

import rules
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Seat
from accounts.rules import has_role
from contracts.campaigns.reading import waiting_for
from contracts.due import DueDate
from contracts.models import ExtensionRequest
from contracts.rules import is_ars_of, is_departement_of, is_prefecture_of
from core.formats import NBSP, counted, date_long, euros, joined, moment
from funding.enums import FundingSource
from funding.rules import own_sources
from indicators.checks import told_in_words, year_checks
from indicators.grid_filters import Show
from overview.assigned import Assigned, assigned_to
from overview.carried import Carried, carried_for
from overview.completeness import Completeness
from overview.in_progress import InProgress, in_progress_for
from overview.situations import ABSENT, Situation, situations_for
from reports.enums import ReportState
from reports.guide import SIGNING_ADDS, signatures_told, to_prepare
from reports.models import Reminder


class Standing(StrEnum):
    """Whose turn it is; `note` is a reminder of years that nobody reports on any more."""

    DO = "do"
    WAIT = "wait"
    NOTE = "note"


@dataclass(frozen=True)
class Task:
    """One line of the page: what, where, by when, and the link that leads to it.

    `mark` names what has come to the seat's turn by an act of another party, for it to be told at once and
    once; empty for the rest. `reminder` is the last by which another party asked for it.
    """

    standing: Standing
    title: str
    place: str
    url: str
    act: str
    detail: str = ""
    due: DueDate | None = None
    is_fictitious: bool = False
    progress: Completeness | None = None
    mark: str = ""
    reminder: Reminder | None = None

    @property
    def order(self) -> tuple[date, str]:
        """Most urgent first; what has no date comes last."""
        return (self.due.due_on if self.due else date.max, self.place)


Step = Callable[[Situation, Seat], Task | None]
ENTERED = (ABSENT, ReportState.DRAFT)
enters_money = (is_prefecture_of | is_ars_of) & has_role(Role.EDITOR)


def tasks_for(seat: Seat, at: datetime) -> list[Task]:
    """Everything that is due of this seat at that instant, and what it waits for; late things never vanish.

    Years before the last ended one that have no report here are gathered in one line per contract. The number
    of queries does not depend on the number of contracts.
    """
    situations = situations_for(seat, at)
    last = {situation.contract.pk: situation.year for situation in situations}
    bygone = [s for s in situations if s.report is None and s.year < last[s.contract.pk]]
    current = [s for s in situations if s not in bygone]
    tasks = [_reminded(STEPS[one.state](one, seat), one, seat) for one in current]
    tasks += [_money(situation, seat) for situation in current]
    tasks += [_signature(situation, seat) for situation in current]
    tasks += _carried_over(current, seat, at)
    tasks += [_gaps(current, seat)]
    tasks += _never_reported(bygone)
    locked = {(s.contract.pk, s.year) for s in situations if s.report and s.report.is_locked}
    tasks += [_entrusted(one) for one in assigned_to(seat, at, locked)]
    tasks += [_prepared(one) for one in in_progress_for(seat)]
    tasks += [_asked(one) for one in waiting_for(seat)]
    return sorted((task for task in tasks if task), key=lambda task: task.order)


def _reminded(task: Task | None, situation: Situation, seat: Seat) -> Task | None:
    """The task, with the reminder that another party sent of it."""
    sent = situation.reminders.get(seat.organisation_id)
    if task is None or sent is None or task.standing != Standing.DO:
        return task
    told = f"Rappel de {sent.seat.organisation.short_name}, {moment(sent.sent_at)}."
    return replace(task, reminder=sent, detail=f"{task.detail} {told}".strip())


def _do(
    situation: Situation, title: str, page: str, act: str, detail: str = "", *, has_date: bool = True
) -> Task:
    return _line(Standing.DO, situation, title, page, act, detail, situation.due if has_date else None)


def _turn(situation: Situation, title: str, act: str, detail: str) -> Task:
    """What the seat has to do because another party acted on this edition of the report."""
    report = situation.report
    mark = f"{report.pk}:{report.current_edition_id}:{situation.state}:{act}" if report else ""
    return replace(_do(situation, title, "reports:detail", act, detail), mark=mark)


def _wait(situation: Situation, seat: Seat, title: str, detail: str) -> Task:
    # A draft opens to its département alone; the others are led to the list, which says its state.
    is_open = situation.report and (
        situation.state != ReportState.DRAFT or is_departement_of(seat, situation.contract)
    )
    page = "reports:detail" if is_open else "reports:contract"
    return _line(Standing.WAIT, situation, title, page, "Voir", detail, situation.due)


def _line(
    standing: Standing,
    situation: Situation,
    title: str,
    page: str,
    act: str,
    detail: str,
    due: DueDate | None,
) -> Task:
    reference = situation.contract.reference
    arguments = [reference] if page == "reports:contract" else [reference, situation.year]
    return Task(
        standing=standing,
        title=title,
        place=f"{situation.contract}, exercice {situation.year}",
        url=reverse(page, args=arguments),
        act=act,
        detail=detail,
        due=due,
        is_fictitious=situation.contract.is_fictitious,
        progress=situation.completeness if page == "indicators:year" else None,
    )


def _filled(situation: Situation) -> str:
    return f"{situation.completeness.wording}." if situation.completeness else ""


def _absent(situation: Situation, seat: Seat) -> Task:
    if rules.has_perm("reports.open_report", seat, situation.contract):
        return _do(situation, "Saisir les résultats", "indicators:year", "Saisir", _filled(situation))
    return _wait(situation, seat, "Rapport à venir", "Le département ne l’a pas encore ouvert.")


def _draft(situation: Situation, seat: Seat) -> Task:
    if not rules.has_perm("reports.share_report", seat, situation.report):
        return _wait(situation, seat, "Rapport en rédaction", "Le département ne l’a pas encore partagé.")
    if situation.completeness and not situation.completeness.is_full:
        return _do(situation, "Compléter les résultats", "indicators:year", "Compléter", _filled(situation))
    detail = f"{_filled(situation)} Relisez le texte, puis partagez."
    return _do(situation, "Partager le rapport", "reports:detail", "Ouvrir le rapport", detail)


def _shared(situation: Situation, seat: Seat) -> Task:
    if told := _preparing(situation, seat):
        return _do(situation, "Préparer les réponses aux remarques", "reports:detail", "Répondre", told)
    if situation.refusing:
        return _refused(situation, seat)
    since = _shared_since(situation)
    may_seal = rules.has_perm("reports.seal_report", seat, situation.report)
    if may_seal and seat.organisation_id not in situation.decisions:
        return _turn(situation, "Lire et viser le rapport", "Ouvrir le rapport", since)
    awaited = f"Visa attendu de{NBSP}: {joined(situation.awaited)}."
    return _wait(situation, seat, "Visas attendus", f"{since} {awaited}")


def _preparing(situation: Situation, seat: Seat) -> str:
    """What the seat may answer already, which nobody awaits of it yet: it is told without being a turn."""
    report = situation.report
    if report is None or not rules.has_perm("reports.write_report", seat, report):
        return ""
    return to_prepare(report, situation.said.unanswered_count)


def _shared_since(situation: Situation) -> str:
    """« Partagé le 20 mai 2025 à 10 h 30 », with the number of an edition that comes after another, and how
    many of the seat's own remarks are answered in it."""
    if situation.report is None:
        return ""
    since, edition = f"Partagé {moment(situation.report.shared_at)}", situation.report.current_edition
    if edition is None or edition.number == 1:
        return f"{since}."
    since += f"{NBSP}: {str(edition).lower()}"
    if answered := situation.said.own_answered_count:
        since += f", {counted(answered, 'de vos remarques a', 'de vos remarques ont')} une réponse"
    return f"{since}."


def _refused(situation: Situation, seat: Seat) -> Task:
    detail = f"Visa refusé par {joined(situation.refusing)} : la rédaction reprend après un renvoi motivé."
    if rules.has_perm("reports.return_report", seat, situation.report):
        return _turn(situation, "Renvoyer le rapport", "Renvoyer", detail)
    return _wait(situation, seat, "Visa refusé", detail)


def _returned(situation: Situation, seat: Seat) -> Task:
    remarks = counted(situation.said.open_count, "remarque ouverte", "remarques ouvertes")
    if rules.has_perm("reports.share_report", seat, situation.report):
        return _turn(situation, "Reprendre le rapport renvoyé", "Répondre", f"{remarks}.")
    if situation.said.proposed_sources & set(own_sources(seat, situation.contract)):
        detail = "Une remarque propose un autre montant que le vôtre."
        return _turn(situation, "Adopter ou non un montant proposé", "Répondre", detail)
    kinds = {FundingSource(source).payer_kind for source in situation.said.proposed_sources}
    colleague = " Un montant proposé attend aussi votre siège de saisie." if seat.kind in kinds else ""
    return _wait(situation, seat, "Rapport renvoyé", f"Le département répond : {remarks}.{colleague}")


def _corrected(situation: Situation, seat: Seat) -> Task:
    if rules.has_perm("reports.share_report", seat, situation.report):
        return _do(situation, "Corriger le rapport", "reports:detail", "Corriger", has_date=False)
    return _wait(situation, seat, "Rapport en correction", "Le département prépare une autre édition.")


def _agreed(situation: Situation, seat: Seat) -> Task | None:
    if not rules.has_perm("reports.deliberate_report", seat, situation.report):
        return None
    detail = f"Rapport arrêté {moment(situation.report.agreed_at)}." if situation.report else ""
    title = "Enregistrer la délibération"
    return _do(situation, title, "reports:deliberate", "Enregistrer", detail, has_date=False)


STEPS: dict[str, Step] = {
    ABSENT: _absent,
    ReportState.DRAFT: _draft,
    ReportState.SHARED: _shared,
    ReportState.RETURNED: _returned,
    ReportState.CORRECTED: _corrected,
    ReportState.AGREED: _agreed,
    ReportState.DELIBERATED: lambda situation, seat: None,
}


def _is_locked(situation: Situation) -> bool:
    return situation.report is not None and situation.report.is_locked


def _money(situation: Situation, seat: Seat) -> Task | None:
    if _is_locked(situation) or situation.has_own_lines or not enters_money(seat, situation.contract):
        return None
    detail = "Votre organisation n’a encore inscrit aucun montant pour cet exercice."
    return _do(situation, "Inscrire vos financements", "funding:year", "Inscrire", detail)


def _signature(situation: Situation, seat: Seat) -> Task | None:
    """The signature that is missing on an agreed report, to give or, for who may but bring it back, awaited:
    it has no date, for what closes is the seals."""
    if not situation.is_closed or seat.organisation_id in situation.signed:
        return None
    detail = f"{signatures_told(len(situation.signed))}. {SIGNING_ADDS}"
    if rules.has_perm("reports.sign_report", seat, situation.report):
        title = f"Signer le rapport {situation.year} du contrat {situation.contract.reference}"
        return _do(situation, title, "reports:sign", "Signer", detail, has_date=False)
    if rules.has_perm("reports.return_signed_report", seat, situation.report):
        title, act = "Signature de votre organisation", "Déposer la copie signée"
        return _line(Standing.WAIT, situation, title, "reports:bring_back", act, detail, None)
    return None


def _carried_over(current: list[Situation], seat: Seat, at: datetime) -> Iterator[Task]:
    """The credits of the year before each year that is still open: to ask for, to answer, awaited."""
    this_year = timezone.localdate(at).year
    places = {(one.contract.pk, one.year): one.contract for one in current if not _is_locked(one)}
    places |= {
        (one.contract.pk, this_year): one.contract for one in current if this_year in one.contract.years
    }
    for one in carried_for(seat, [(contract, year) for (_, year), contract in places.items()]):
        yield from _carried(one)


def _carried(one: Carried) -> Iterator[Task]:
    into, before = one.into, one.into - 1
    told = (
        (Standing.DO, one.to_propose, "Proposer les reports de crédits", "Proposer", f"restent de {before}"),
        (Standing.DO, one.to_answer, "Répondre aux reports de crédits", "Répondre", f"demandés sur {into}"),
        (Standing.WAIT, one.awaited, "Reports de crédits demandés", "Voir", "attendent leur financeur"),
    )
    for standing, amounts, title, act, ending in told:
        if amounts:
            yield Task(
                standing=standing,
                title=title,
                place=f"{one.contract}, exercice {into}",
                url=reverse("funding:carrying", args=[one.contract.reference, into]),
                act=act,
                detail=f"{counted(len(amounts), 'ligne')}, {euros(sum(amounts, Decimal(0)))} {ending}.",
                is_fictitious=one.contract.is_fictitious,
            )


def _gaps(current: list[Situation], seat: Seat) -> Task | None:
    """What surprises in the most urgent of the years being entered: that one alone, so that the page costs
    the same whatever the contracts; the next comes once it is explained."""
    entered = [one for one in current if one.state in ENTERED and _has_figures(one)]
    entered = [one for one in entered if rules.has_perm("indicators.enter_values", seat, one.contract)]
    if not entered:
        return None
    first = min(entered, key=lambda one: (one.due.due_on if one.due else date.max, one.contract.pk, one.year))
    checks = year_checks(first.contract, first.year)
    told = told_in_words(checks)
    return _do(first, "Expliquer les écarts", "indicators:checks", "Expliquer", told) if told else None


def _has_figures(situation: Situation) -> bool:
    return situation.completeness is not None and situation.completeness.filled_count > 0


def _entrusted(one: Assigned) -> Task:
    told = counted(len(one.codes), "indicateur")
    page = reverse("indicators:year", args=[one.contract.reference, one.year])
    return Task(
        standing=Standing.DO,
        title="Mes indicateurs",
        place=f"{one.contract}, exercice {one.year}",
        url=f"{page}?show={Show.MINE}",
        act="Saisir",
        detail=f"{told} à saisir{NBSP}: {', '.join(one.codes)}.",
        due=one.due,
        is_fictitious=one.contract.is_fictitious,
    )


def _prepared(one: InProgress) -> Task:
    return Task(
        standing=Standing.DO,
        title=one.title,
        place=str(one.contract),
        url=one.url,
        act=one.act,
        detail=one.detail,
        is_fictitious=one.contract.is_fictitious,
    )


def _asked(request: ExtensionRequest) -> Task:
    page = reverse("contracts:extension", args=[request.contract.reference, request.pk])
    return Task(
        standing=Standing.WAIT,
        title="Report d’échéance demandé",
        place=f"{request.contract}, exercice {request.deadline.campaign.fiscal_year}",
        url=page,
        act="Voir",
        detail=f"Au {date_long(request.wished_on)}. L’administration nationale n’a pas encore répondu.",
        is_fictitious=request.contract.is_fictitious,
    )


def _never_reported(bygone: list[Situation]) -> list[Task]:
    by_contract: dict[int, list[Situation]] = defaultdict(list)
    for situation in bygone:
        by_contract[situation.contract.pk].append(situation)
    return [_note(situations) for situations in by_contract.values()]


def _note(situations: list[Situation]) -> Task:
    contract = situations[0].contract
    years = joined(situation.year for situation in situations)
    return Task(
        standing=Standing.NOTE,
        title=f"{counted(len(situations), 'exercice')} sans rapport ici",
        place=str(contract),
        url=reverse("reports:contract", args=[contract.reference]),
        act="Voir les rapports",
        detail=years,
        due=situations[0].due,
        is_fictitious=contract.is_fictitious,
    )
