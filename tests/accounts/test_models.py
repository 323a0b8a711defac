"""What must always be true of people, places and seats, whoever writes."""

from datetime import date

from accounts.enums import Role
from accounts.models import Region, Seat, Territory, User
from core.acting import acting
from tests.factories import OrganisationFactory, SeatFactory, TerritoryFactory, UserFactory
from tests.refusals import refused


def test_a_siren_has_nine_digits(db: None) -> None:
    refused(OrganisationFactory.build(siren="12345"), "organisation_siren_is_nine_digits")


def test_an_organisation_may_have_no_siren(db: None) -> None:
    assert OrganisationFactory(siren="").pk


def test_an_address_has_one_account_whatever_its_case(db: None) -> None:
    UserFactory(email="une@exemple.test")

    refused(User(email="UNE@exemple.test", name="Autre"), "user_email_unique_whatever_the_case")


def test_a_seat_does_not_end_before_it_starts(db: None) -> None:
    seat = SeatFactory(starts_on=date(2024, 2, 1))
    seat.ends_on = date(2024, 1, 1)

    refused(seat, "seat_ends_after_it_starts")


def test_a_seat_on_a_territory_is_not_given_twice(db: None) -> None:
    seat = SeatFactory(territory=TerritoryFactory())

    twin = SeatFactory.build(user=seat.user, organisation=seat.organisation, territory=seat.territory)
    refused(twin, "seat_not_given_twice")


def test_a_seat_on_all_territories_is_not_given_twice(db: None) -> None:
    seat = SeatFactory()

    twin = SeatFactory.build(user=seat.user, organisation=seat.organisation)
    refused(twin, "seat_on_all_territories_not_given_twice")


def test_the_same_person_may_hold_two_roles(db: None) -> None:
    seat = SeatFactory()

    other = SeatFactory(user=seat.user, organisation=seat.organisation, role=Role.SIGNATORY)

    assert other.pk


def test_a_new_account_is_kept_in_lower_case_and_without_password(db: None) -> None:
    person = User.objects.create_user("  Une.Personne@Exemple.TEST ", name="Une")

    assert person.email == "une.personne@exemple.test"
    assert not person.has_usable_password()


def test_seats_open_on_a_day(db: None) -> None:
    seat = SeatFactory(starts_on=date(2024, 1, 1), ends_on=date(2024, 12, 31))

    days = [date(2023, 12, 31), date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1)]

    assert [Seat.objects.open_on(day).filter(pk=seat.pk).exists() for day in days] == [
        False,
        True,
        True,
        False,
    ]


def test_a_narrowed_seat_covers_its_territory_alone(bas_rhin: Territory, haut_rhin: Territory) -> None:
    narrowed, wide = Seat(territory=bas_rhin), Seat()

    assert [narrowed.covers(bas_rhin.pk), narrowed.covers(haut_rhin.pk)] == [True, False]
    assert wide.covers(haut_rhin.pk)


def test_a_seat_is_named_by_its_holder_its_title_and_its_place(editor_67: Seat) -> None:
    assert str(editor_67) == "editor_67 – Saisie (Collectivité européenne d’Alsace, Bas-Rhin)"


def test_history_keeps_the_seat_that_acted(editor_67: Seat, dgcs: Seat) -> None:
    with acting(dgcs):
        editor_67.title = "Responsable de pôle"
        editor_67.save()

    row = editor_67.history.first()
    assert (row.history_user, row.history_seat_label) == (dgcs.user, str(dgcs))


def test_places_are_shown_by_their_names(db: None) -> None:
    region = Region(code="44", name="Grand Est")
    territory = Territory(code="67", name="Bas-Rhin", region=region)

    assert (str(region), str(territory)) == ("Grand Est", "Bas-Rhin (67)")
