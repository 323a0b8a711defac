"""Seats are opened and closed by those who manage them, whatever the page that asks."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.hashers import check_password, identify_hasher, make_password
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.actions import close_seat, open_seat
from accounts.enums import Role
from accounts.mail import send_seat_notice
from accounts.models import Organisation, Seat, Territory
from tests.factories import SeatFactory


def place(organisation: Organisation, territory: Territory | None = None) -> Seat:
    return Seat(organisation=organisation, role=Role.READER, territory=territory, starts_on=date(2024, 1, 1))


def test_only_a_manager_of_the_organisation_opens_a_seat(editor_67: Seat, dgcs: Seat, cea) -> None:
    for by in (editor_67, dgcs):
        with pytest.raises(PermissionDenied, match="Seul un siège de gestion"):
            open_seat(place(cea), email="une@exemple.test", name="Une", by=by)


def test_only_a_manager_of_the_organisation_closes_a_seat(editor_67: Seat, prefecture_67: Seat) -> None:
    with pytest.raises(PermissionDenied, match="Seul un siège de gestion"):
        close_seat(editor_67, by=prefecture_67, last_day=date(2030, 1, 1))


@pytest.mark.parametrize("ends_in", [-30, 30])
def test_closing_a_seat_never_makes_it_last_longer(editor_67: Seat, cea, ends_in: int) -> None:
    manager = SeatFactory(organisation=cea, role=Role.MANAGER)
    end = timezone.localdate() + timedelta(days=ends_in)
    seat = SeatFactory(organisation=cea, ends_on=end)

    with pytest.raises(ValidationError, match=r"a pris fin le|finit déjà le"):
        close_seat(seat, by=manager, last_day=end + timedelta(days=1))

    assert Seat.objects.get(pk=seat.pk).ends_on == end


def test_a_manager_of_one_territory_opens_nothing_elsewhere(cea, bas_rhin, haut_rhin) -> None:
    manager = SeatFactory(organisation=cea, role=Role.MANAGER, territory=bas_rhin)

    for territory in (None, haut_rhin):
        with pytest.raises(PermissionDenied, match="ne porte que sur son territoire"):
            open_seat(place(cea, territory), email="une@exemple.test", name="Une", by=manager)


def test_a_refused_seat_leaves_no_account_behind(editor_67: Seat, cea, django_user_model) -> None:
    with pytest.raises(PermissionDenied):
        open_seat(place(cea), email="une@exemple.test", name="Une", by=editor_67)

    assert not django_user_model.objects.filter(email="une@exemple.test").exists()


def test_the_notice_says_where_as_what_and_from_when(editor_67: Seat) -> None:
    send_seat_notice.func(editor_67.pk)

    text = mail.outbox[0].body.replace("\u00a0", " ")
    assert "Organisation : Collectivité européenne d’Alsace" in text
    assert "Rôle : Saisie" in text
    assert "Territoire : Bas-Rhin" in text
    assert "À partir du : 01/01/2020" in text


def test_nobody_writes_to_a_deactivated_account_nor_about_a_seat_that_is_gone(editor_67: Seat) -> None:
    editor_67.user.is_active = False
    editor_67.user.save()

    send_seat_notice.func(editor_67.pk)
    send_seat_notice.func(999_999)

    assert mail.outbox == []


def test_passwords_are_hashed_by_argon2_at_the_tuned_cost(settings) -> None:
    settings.PASSWORD_HASHERS = ["accounts.hashers.TunedArgon2Hasher"]

    encoded = make_password("une phrase de passe")

    assert encoded.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert identify_hasher(encoded).algorithm == "argon2"
    assert check_password("une phrase de passe", encoded)
