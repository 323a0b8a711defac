"""When something is due, said as people say it. No database here."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.formats import ZONE_LABELS, counted, date_long

PARIS = "Europe/Paris"


@dataclass(frozen=True)
class DueDate:
    """The last day allowed, which ends at midnight in the territory.

    `days_left` counts from the day it is there now: 0 on the last day, negative once late.
    """

    due_on: date
    days_left: int
    legal_text: str = ""
    is_extended: bool = False
    zone_label: str = ""

    @property
    def is_late(self) -> bool:
        """Whether the day is over in the territory."""
        return self.days_left < 0

    @property
    def is_near(self) -> bool:
        """Whether it falls within the month."""
        return 0 <= self.days_left <= 30

    @property
    def urgency(self) -> str:
        """« late », « soon » or « far »: the look of the badge, always beside the words."""
        return "late" if self.is_late else "soon" if self.is_near else "far"

    @property
    def wording(self) -> str:
        """« dans 12 jours », « demain », « aujourd’hui, dernier jour », « en retard de 3 jours »."""
        if self.is_late:
            return f"en retard de {counted(-self.days_left, 'jour')}"
        named = {0: "aujourd’hui, dernier jour", 1: "demain"}
        return named.get(self.days_left) or f"dans {counted(self.days_left, 'jour')}"

    @property
    def day(self) -> str:
        """« 30 juin 2025 », with the zone of the territory when it is not that of Paris."""
        return f"{date_long(self.due_on)} ({self.zone_label})" if self.zone_label else date_long(self.due_on)


def due_date(
    due_on: date, *, at: datetime, time_zone: str, legal_text: str = "", is_extended: bool = False
) -> DueDate:
    """The due date as it stands at an instant, in a territory's zone."""
    today_there = at.astimezone(ZoneInfo(time_zone)).date()
    zone_label = "" if time_zone == PARIS else ZONE_LABELS.get(time_zone, time_zone)
    return DueDate(due_on, (due_on - today_there).days, legal_text, is_extended, zone_label)
