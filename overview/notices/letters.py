"""The text of each letter, plain, as a reader of any kind reads it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from accounts.models import Organisation
from core.formats import NBSP, counted
from overview.models import NoticeKind
from overview.notices.readers import Reader
from overview.tasks import Task
from reports.models import Reminder


@dataclass(frozen=True)
class Letter:
    """What is told, under which key, with which words."""

    kind: str
    key: str
    subject: str
    body: str


@dataclass(frozen=True)
class LateTask:
    """What is late in an organisation, and whose seats it waits on."""

    task: Task
    holders: list[str]


def digest(reader: Reader) -> Letter:
    """All that awaits the person, by seat; the subject says what presses."""
    body = _written("digest", reader, news=reader.news, several=len(reader.seats) > 1)
    return Letter(NoticeKind.DIGEST, f"digest:{reader.today}", subject_of(reader.to_do), body)


def turn(reader: Reader, task: Task) -> Letter:
    """One thing that has come to the person's turn."""
    subject = f"{task.title}{NBSP}: {task.place}"
    return Letter(NoticeKind.TURN, f"turn:{task.mark}", subject, _written("turn", reader, task=task))


def reminded(reader: Reader, task: Task, sent: Reminder) -> Letter:
    """What another party asks for again."""
    subject = f"Rappel{NBSP}: {task.title.lower()}, {task.place}"
    body = _written("reminder", reader, task=task, sent=sent)
    return Letter(NoticeKind.REMINDER, f"reminder:{sent.pk}", subject, body)


def late(reader: Reader, organisation: Organisation, overdue: list[LateTask]) -> Letter:
    """What is late in the organisation that the person manages; once a week."""
    year, week, _ = reader.today.isocalendar()
    told = counted(len(overdue), "tâche")
    subject = f"{told} en retard{NBSP}: {organisation.short_name}"
    body = _written("late", reader, organisation=organisation, overdue=overdue)
    return Letter(NoticeKind.LATE, f"late:{organisation.pk}:{year}-{week:02}", subject, body)


def subject_of(to_do: Iterable[Task]) -> str:
    """« 3 tâches à faire, dont 1 en retard », « 1 tâche à faire, échéance dans 7 jours »."""
    tasks = list(to_do)
    if not tasks:
        return "Rien à faire, des dates à connaître"
    told = f"{counted(len(tasks), 'tâche')} à faire"
    dated = [task.due for task in tasks if task.due]
    if overdue := [due for due in dated if due.is_late]:
        return f"{told}, dont {len(overdue)} en retard"
    if dated and (first := min(dated, key=lambda due: due.days_left)).is_near:
        return f"{told}, échéance {first.wording}"
    return told


def _written(name: str, reader: Reader, **context: Any) -> str:
    values = {"person": reader.user, "today": reader.today, "site": settings.SITE_URL, **context}
    return render_to_string(f"overview/emails/{name}.txt", values)
