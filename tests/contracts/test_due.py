"""A due date is said as people say it, and ends at midnight in the territory."""

from datetime import UTC, date, datetime, timedelta

import pytest

from contracts.due import DueDate, due_date

JUNE_30 = date(2025, 6, 30)


@pytest.mark.parametrize(
    ("days_left", "wording", "urgency"),
    [
        (-400, "en retard de 400 jours", "late"),
        (-1, "en retard de 1 jour", "late"),
        (0, "aujourd’hui, dernier jour", "soon"),
        (1, "demain", "soon"),
        (12, "dans 12 jours", "soon"),
        (31, "dans 31 jours", "far"),
    ],
)
def test_the_distance_is_said_in_words(days_left: int, wording: str, urgency: str) -> None:
    due = DueDate(JUNE_30, days_left)

    assert due.wording.replace("\u00a0", " ") == wording
    assert due.urgency == urgency


@pytest.mark.parametrize(
    ("zone", "last_moment_utc"),
    [
        ("Europe/Paris", datetime(2025, 6, 30, 22, 0, tzinfo=UTC)),
        ("Indian/Reunion", datetime(2025, 6, 30, 20, 0, tzinfo=UTC)),
        ("Indian/Mayotte", datetime(2025, 6, 30, 21, 0, tzinfo=UTC)),
        ("America/Guadeloupe", datetime(2025, 7, 1, 4, 0, tzinfo=UTC)),
        ("America/Cayenne", datetime(2025, 7, 1, 3, 0, tzinfo=UTC)),
        ("America/Miquelon", datetime(2025, 7, 1, 2, 0, tzinfo=UTC)),
        ("Pacific/Tahiti", datetime(2025, 7, 1, 10, 0, tzinfo=UTC)),
    ],
)
def test_the_day_ends_at_midnight_in_the_territory(zone: str, last_moment_utc: datetime) -> None:
    second = timedelta(seconds=1)

    before = due_date(JUNE_30, at=last_moment_utc - second, time_zone=zone)
    after = due_date(JUNE_30, at=last_moment_utc, time_zone=zone)

    assert (before.days_left, after.days_left) == (0, -1)


def test_the_zone_is_named_when_it_is_not_that_of_paris() -> None:
    at = datetime(2025, 6, 1, tzinfo=UTC)

    there = due_date(JUNE_30, at=at, time_zone="Indian/Reunion")
    here = due_date(JUNE_30, at=at, time_zone="Europe/Paris")

    assert there.day == "30 juin 2025 (heure de La Réunion)"
    assert here.day == "30 juin 2025"
