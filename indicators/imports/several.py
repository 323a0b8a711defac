"""One file brought in the names of several seats: each writes what is its own, all of it or nothing."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import transaction

from accounts.enums import OrganisationKind
from accounts.models import Seat
from core.imports.plan import Plan, Proposal, Standing
from indicators.imports.book import forget_book
from indicators.imports.bringing import bring
from indicators.imports.command_line import applied, check_answers, planned
from indicators.imports.readers import Answers
from indicators.models import ImportBatch


class _NotKept(Exception):
    """What was written is to be undone: a rehearsal, or something that no seat could take."""


def brought_by(
    kind: str,
    name: str,
    content: bytes,
    seats: Sequence[Seat],
    *,
    dry_run: bool,
    accept_valid: bool,
    answers: Answers,
) -> tuple[Plan, int]:
    """What the seats did of the file together, and how many values were written.

    Each reads it after the others have written, the départements last: they say what was spent on lines that
    their payers add. Raises NotBrought, CommandError when one’s writing is refused or an answer answers
    nothing.
    """
    batches: list[ImportBatch] = []
    plans: list[Plan] = []
    written = 0
    try:
        with transaction.atomic():
            for seat in sorted(seats, key=lambda one: one.kind == OrganisationKind.DEPARTEMENT):
                batches.append(bring(kind, None, None, name, content, seat))
                plans.append(planned(batches[-1], answers))
                written += applied(batches[-1], plans[-1], True, seat, answers)
            together = merged(plans)
            check_answers(together, answers)
            if dry_run or not (together.is_whole or accept_valid):
                raise _NotKept
    except Exception as undone:
        # The rows are gone with the transaction, their files are not.
        for batch in batches:
            forget_book(batch)
            batch.file.delete(save=False)
        if not isinstance(undone, _NotKept):
            raise
        return together, 0
    return together, written


def merged(plans: Sequence[Plan]) -> Plan:
    """One plan of several: what a seat may not write is held only if no other writes it."""
    unread = [plan for plan in plans if not plan.is_readable or plan.waits]
    if unread:
        return unread[0]
    proposals = [one for plan in plans for one in plan.proposals]
    moved = [one for one in proposals if not one.is_held and one.standing != Standing.UNCHANGED]
    held = _one_of_each(one for one in proposals if one.is_held)
    known = {one.key for one in moved}
    rows = {_row(one) for one in proposals if not one.is_held}
    lost = [one for one in held if not (_row(one) in rows if one.key == _row(one) else one.key in known)]
    told = {_row(one) for one in [*moved, *lost]}
    still = _one_of_each(one for one in proposals if one.standing == Standing.UNCHANGED)
    found = [*moved, *lost, *(one for one in still if _row(one) not in told)]
    return Plan(
        proposals=sorted(found, key=lambda one: int(_row(one))),
        notices=plans[0].notices,
        questions=plans[0].questions,
    )


def _row(one: Proposal) -> str:
    return one.key.partition("-")[0]


def _one_of_each(proposals: Iterable[Proposal]) -> list[Proposal]:
    """One that bears each key: what is asked of one seat, else the first with all that was said of it."""
    found: dict[str, list[Proposal]] = defaultdict(list)
    for one in proposals:
        found[one.key].append(one)
    return [_standing_for(alike) for alike in found.values()]


def _standing_for(alike: Sequence[Proposal]) -> Proposal:
    asked = next((one for one in alike if one.questions), None)
    said = dict.fromkeys(one.message for one in alike if one.message)
    return asked or alike[0]._replace(message=" ".join(said))
