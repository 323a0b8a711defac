"""What a contract says on a day: pure, on each side of every boundary."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from contracts.statement import (
    Dated,
    Moment,
    Revision,
    Section,
    Signed,
    calendar_of,
    compare,
    in_force,
    versions,
)

SIGNATURE = Moment(date(2020, 10, 15), "Contrat")
FIRST = Moment(date(2023, 6, 20), "Avenant n° 1")
SECOND = Moment(date(2024, 1, 1), "Avenant n° 2")
DAYS = st.dates(date(2019, 1, 1), date(2026, 12, 31))


def extended(**given_dates):
    """A contract of 2020-2022 extended to 2023 in June 2023, then to 2024 as of the first of January."""
    dated = {
        "signed_on": date(2020, 10, 15),
        "starts_on": date(2020, 1, 1),
        "first_end": date(2022, 12, 31),
        "amendments": [
            Signed(1, "Avenant n° 1", date(2023, 6, 20), date(2023, 1, 1), date(2023, 12, 31)),
            Signed(2, "Avenant n° 2", date(2023, 12, 20), date(2024, 1, 1), date(2024, 12, 31)),
        ],
    }
    return calendar_of(**dated | given_dates)


def test_an_amendment_binds_once_it_is_signed_and_not_before_its_own_effect():
    calendar = extended()

    assert calendar.amendments == {1: FIRST, 2: SECOND}
    assert [calendar.end_on(day) for day in (
        date(2020, 10, 14), date(2020, 10, 15), date(2023, 6, 19), date(2023, 6, 20),
        date(2023, 12, 31), date(2024, 1, 1),
    )] == [
        None, date(2022, 12, 31), date(2022, 12, 31), date(2023, 12, 31),
        date(2023, 12, 31), date(2024, 12, 31),
    ]  # fmt: skip


def test_a_day_that_no_source_gives_is_presumed_and_told_so():
    unknown = [
        Signed(1, "Avenant n° 1", new_ends_on=date(2023, 12, 31)),
        Signed(2, "Avenant n° 2", new_ends_on=date(2024, 12, 31)),
        Signed(3, "Avenant n° 3"),
    ]

    calendar = extended(signed_on=None, amendments=unknown)
    blind = extended(first_end=None, amendments=unknown)

    assert calendar.signature == Moment(date(2020, 1, 1), "Contrat", is_presumed=True)
    assert [(one.since, one.is_presumed) for one in calendar.amendments.values()] == [
        (date(2023, 1, 1), True), (date(2024, 1, 1), True), (date(2024, 1, 1), True),
    ]  # fmt: skip
    assert (blind.amendments[1].since, blind.end_on(date(2022, 1, 1))) == (date(2023, 1, 1), None)


def test_what_is_said_of_a_year_binds_with_the_end_that_reaches_it():
    calendar = extended()

    assert [calendar.of_year(year) for year in (2021, 2022, 2023, 2024)] == [
        SIGNATURE, SIGNATURE, FIRST, SECOND,
    ]  # fmt: skip


def test_a_subject_has_one_state_for_each_amendment_that_moved_it():
    rows = versions(
        Section.TARGETS,
        "cible:1:2024",
        "Cible 2024",
        "≥ 30 %",
        start=SIGNATURE,
        revisions=[Revision("≥ 25 %", "≥ 28 %", SECOND), Revision("≥ 20 %", "≥ 25 %", FIRST)],
    )

    told = {day: [row.text for row in in_force(rows, day)] for day in (
        date(2020, 10, 14), date(2020, 10, 15), date(2023, 6, 19), date(2023, 6, 20),
        date(2023, 12, 31), date(2024, 1, 1), date(2030, 1, 1),
    )}  # fmt: skip
    assert told == {
        date(2020, 10, 14): [],
        date(2020, 10, 15): ["≥ 20 %"],
        date(2023, 6, 19): ["≥ 20 %"],
        date(2023, 6, 20): ["≥ 25 %"],
        date(2023, 12, 31): ["≥ 25 %"],
        # The last state is the one that stands today, whatever the amendment said then.
        date(2024, 1, 1): ["≥ 30 %"],
        date(2030, 1, 1): ["≥ 30 %"],
    }


def test_what_an_amendment_adds_was_not_said_before_it():
    rows = versions(
        Section.CREDITS, "credit:1", "Crédits", "700 €", start=SIGNATURE,
        revisions=[Revision("", "700 €", FIRST)],
    )  # fmt: skip

    assert [(row.text, row.since, row.until, row.origin) for row in rows] == [
        ("700 €", FIRST.since, None, "Avenant n° 1")
    ]


def test_two_states_differ_by_what_is_added_taken_away_and_changed():
    def row(key, text, section=Section.OBJECTIVES):
        return Dated(section, key, key.title(), text, SIGNATURE.since)

    before = [row("kept", "a"), row("gone", "b"), row("moved", "c", Section.PERIOD)]
    after = [row("kept", "a"), row("moved", "d", Section.PERIOD), row("new", "e", Section.TARGETS)]

    told = [(one.kind, one.label) for one in compare(before, after)]

    assert told == [("Changé", "Moved"), ("Retiré", "Gone"), ("Ajouté", "New")]
    assert compare(before, before) == []


@given(DAYS, st.lists(DAYS, max_size=5))
def test_a_subject_says_one_thing_at_most_on_any_day(day, moves):
    texts = [str(number) for number in range(len(moves) + 1)]
    revisions = [
        Revision(texts[rank], texts[rank + 1], Moment(since, f"Avenant {rank}"))
        for rank, since in enumerate(sorted(moves))
    ]
    rows = versions(Section.PERIOD, "key", "Fin", texts[-1], start=SIGNATURE, revisions=revisions)

    standing = in_force(rows, day)

    passed = [one.after for one in revisions if one.moment.since <= day]
    expected = passed[-1] if passed else texts[0] if day >= SIGNATURE.since else None
    assert [row.text for row in standing] == ([expected] if expected is not None else [])
    assert all(row.until is None or row.since < row.until for row in rows)
