"""Which letters are due at an instant."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from accounts.enums import Role
from accounts.models import Seat
from overview.models import Pace
from overview.notices.letters import LateTask, Letter, digest, late, reminded, turn
from overview.notices.readers import Reader
from overview.tasks import Task

# Nobody is written to before this hour of theirs.
FIRST_HOUR = 7
MONDAY, SATURDAY = 0, 5
# From this many days late, whoever manages the seats is told.
ESCALATED = 7


def letters_due(everybody: list[Reader]) -> Iterator[tuple[Reader, Letter]]:
    """Each person's letters. Those already sent are among them: the sender knows them by their key."""
    overdue = _overdue_by_organisation(everybody)
    for reader in everybody:
        if reader.preference.tells_turns:
            yield from ((reader, turn(reader, task)) for task in reader.to_do if task.mark)
            yield from (
                (reader, reminded(reader, task, task.reminder)) for task in reader.to_do if task.reminder
            )
        if _is_morning(reader):
            if _wants_digest(reader):
                yield reader, digest(reader)
            yield from ((reader, letter) for letter in _late(reader, overdue))


def _is_morning(reader: Reader) -> bool:
    """A working day of theirs, once it has begun."""
    return reader.now_there.hour >= FIRST_HOUR and reader.today.weekday() < SATURDAY


def _wants_digest(reader: Reader) -> bool:
    pace = reader.preference.pace
    if pace == Pace.NEVER or not (reader.to_do or any(one.dates for one in reader.news)):
        return False
    return pace == Pace.DAILY or reader.today.weekday() == MONDAY or reader.is_reminded


def _late(reader: Reader, overdue: dict[int, list[tuple[Seat, Task]]]) -> Iterator[Letter]:
    """For each organisation that the person manages: what its other people have let pass."""
    for seat in reader.seats:
        if seat.role == Role.MANAGER:
            ours = [one for one in overdue[seat.organisation_id] if _is_managed_from(seat, one[0])]
            if ours:
                yield late(reader, seat.organisation, _together(ours))


def _is_managed_from(manager: Seat, held: Seat) -> bool:
    """A manager narrowed to a territory answers for the seats of that territory."""
    is_other = held.user_id != manager.user_id
    return is_other and manager.territory_id in (None, held.territory_id)


def _overdue_by_organisation(everybody: Iterable[Reader]) -> dict[int, list[tuple[Seat, Task]]]:
    overdue: dict[int, list[tuple[Seat, Task]]] = defaultdict(list)
    for reader in everybody:
        for news in reader.news:
            late_ones = (one for one in news.to_do if one.due and one.due.days_left <= -ESCALATED)
            overdue[news.seat.organisation_id] += [(news.seat, task) for task in late_ones]
    return overdue


def _together(found: Iterable[tuple[Seat, Task]]) -> list[LateTask]:
    """The same task of several seats is told once, with whose it is."""
    holders: dict[tuple[str, str], list[str]] = defaultdict(list)
    tasks: dict[tuple[str, str], Task] = {}
    for seat, task in found:
        tasks.setdefault((task.title, task.url), task)
        holders[task.title, task.url].append(str(seat))
    told = [LateTask(task, sorted(holders[key])) for key, task in tasks.items()]
    return sorted(told, key=lambda one: one.task.order)
