"""The letters: what awaits a person, what has come to their turn, what is late; each once, never stale."""

import smtplib
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from accounts.enums import Role
from accounts.models import Seat
from contracts.models import Contract
from core.models import JournalEntry
from core.versions import StaleVersion
from overview.models import Notice, NoticeKind, NoticePreference, Pace
from overview.notices.choosing import choose_notices
from overview.notices.sending import PATIENCE, send_notices
from reports import workflow
from reports.actions import open_report
from reports.remarks import answer_remark, make_remark
from tests.factories import DeadlineFactory, ReportFactory, SeatFactory, UserFactory
from tests.replayed import replayed
from tests.reports.conftest import finish_papers

# A Thursday: three days after the closing of 30 June 2025; ten o'clock in Paris.
THURSDAY = datetime(2025, 7, 3, 8, tzinfo=UTC)
URL = "/avis/"


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(THURSDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def deadline(contract_67: Contract) -> Any:
    return DeadlineFactory(campaign__framework=contract_67.framework, campaign__fiscal_year=2024)


@pytest.fixture
@replayed
def shared(contract_67: Contract, editor_67: Seat, deadline: Any) -> Any:
    report = open_report(contract=contract_67, fiscal_year=2024, by=editor_67)
    workflow.share(report, by=editor_67)
    finish_papers()
    return report


def letters_to(seat: Seat) -> list[Any]:
    return [letter for letter in mail.outbox if letter.to == [seat.user.email]]


def choose(seat: Seat, **values: Any) -> NoticePreference:
    chosen = {"pace": Pace.DAILY, "tells_turns": True} | values
    return choose_notices(seat.user, values=chosen, shown_version=1, by=seat)


def test_a_digest_says_what_is_to_do_by_when_and_where(editor_67: Seat, deadline: Any) -> None:
    send_notices()

    (letter,) = letters_to(editor_67)
    assert (
        letter.subject == "[SNPPE] 5\u00a0tâches à faire, dont 1 en retard" or "en retard" in letter.subject
    )
    assert "Saisir les résultats – " in letter.body
    assert "Échéance\u00a0: 30 juin 2025, en retard de 3\u00a0jours" in letter.body
    assert f"{settings.SITE_URL}/contrats/67-2020/indicateurs/2024/" in letter.body
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"


def test_a_digest_asks_whoever_signs_for_the_signature_that_is_missing(
    contract_67: Contract, prefecture_67: Seat
) -> None:
    ReportFactory(contract=contract_67, in_state="deliberated")
    prefect = SeatFactory(organisation=prefecture_67.organisation, role=Role.SIGNATORY)
    choose(prefect)

    send_notices()

    (letter,) = letters_to(prefect)
    assert letter.subject == "[SNPPE] 1 tâche à faire"
    assert "- Signer le rapport 2024 du contrat 67-2020 – " in letter.body
    assert "http://127.0.0.1:8000/contrats/67-2020/rapports/2024/signer/" in letter.body
    assert letters_to(prefecture_67) == []


def test_nothing_is_sent_twice_and_the_next_day_tells_again(
    editor_67: Seat, deadline: Any, clock: Any
) -> None:
    send_notices()
    again = send_notices()
    clock.shift(timedelta(days=1))
    send_notices()

    assert again.sent == 0
    assert len(letters_to(editor_67)) == 2


def test_nobody_is_written_to_at_night_nor_on_sunday(editor_67: Seat, deadline: Any, clock: Any) -> None:
    clock.move_to(datetime(2025, 7, 3, 4, 59, tzinfo=UTC))
    send_notices()
    clock.move_to(datetime(2025, 7, 6, 8, tzinfo=UTC))
    send_notices()

    assert mail.outbox == []


def test_the_morning_is_that_of_the_territory(editor_67: Seat, deadline: Any, clock: Any) -> None:
    territory = editor_67.territory
    assert territory is not None
    territory.time_zone = "America/Cayenne"
    territory.save()

    clock.move_to(datetime(2025, 7, 3, 9, 59, tzinfo=UTC))
    early = send_notices().sent
    clock.move_to(datetime(2025, 7, 3, 10, tzinfo=UTC))
    send_notices()

    assert early == 0
    assert len(letters_to(editor_67)) == 1


def test_a_reader_is_told_at_once_that_it_is_their_turn_even_at_night(
    shared: Any, prefecture_67: Seat, clock: Any
) -> None:
    clock.move_to(datetime(2025, 7, 3, 23, tzinfo=UTC))

    send_notices()
    send_notices()

    (letter,) = letters_to(prefecture_67)
    assert letter.subject == "[SNPPE] Lire et viser le rapport : 67-2020 – Bas-Rhin, exercice 2024"
    assert f"{settings.SITE_URL}/contrats/67-2020/rapports/2024/" in letter.body


def test_a_report_that_comes_back_a_second_time_is_told_a_second_time(
    shared: Any, prefecture_67: Seat, editor_67: Seat, clock: Any
) -> None:
    clock.move_to(datetime(2025, 7, 3, 23, tzinfo=UTC))
    send_notices()

    remark = make_remark(shared, by=prefecture_67, body="À préciser.")
    workflow.send_back(shared, by=prefecture_67, reason="Voir la remarque.")
    send_notices()
    shared.refresh_from_db()
    answer_remark(remark, answer="Précisé.", by=editor_67)
    workflow.share(shared, by=editor_67)
    send_notices()

    (returned,) = letters_to(editor_67)
    assert returned.subject.startswith("[SNPPE] Reprendre le rapport renvoyé : ")
    assert len(letters_to(prefecture_67)) == 2


def test_what_is_no_longer_to_do_is_not_told(shared: Any, prefecture_67: Seat, clock: Any) -> None:
    clock.move_to(datetime(2025, 7, 3, 23, tzinfo=UTC))
    workflow.seal(shared, by=prefecture_67, decision="given", sha256=shared.current_edition.sha256)

    send_notices()

    assert letters_to(prefecture_67) == []


def test_each_keeps_to_what_they_chose(
    shared: Any, prefecture_67: Seat, ars_grand_est: Seat, editor_67: Seat, clock: Any
) -> None:
    choose(prefecture_67, pace=Pace.NEVER, tells_turns=False)
    choose(ars_grand_est, pace=Pace.WEEKLY, tells_turns=False)
    clock.move_to(datetime(2025, 7, 4, 8, tzinfo=UTC))
    send_notices()
    friday = (len(letters_to(prefecture_67)), len(letters_to(ars_grand_est)))
    clock.move_to(datetime(2025, 7, 7, 8, tzinfo=UTC))
    send_notices()

    assert friday == (0, 0)
    assert (len(letters_to(prefecture_67)), len(letters_to(ars_grand_est))) == (0, 1)


@pytest.mark.parametrize("day", [date(2025, 5, 30), date(2025, 6, 27), date(2025, 7, 1)])
def test_a_weekly_reader_is_reminded_as_the_deadline_nears_and_passes(
    editor_67: Seat, deadline: Any, clock: Any, day: date
) -> None:
    choose(editor_67, pace=Pace.WEEKLY)
    clock.move_to(datetime(day.year, day.month, day.day, 8, tzinfo=UTC))

    send_notices()

    days_left = (date(2025, 6, 30) - day).days
    assert len(letters_to(editor_67)) == (1 if days_left in {30, 15, 7, 3, 1, 0, -1} else 0)


def test_what_is_late_by_a_week_is_told_once_a_week_to_who_manages_the_seats(
    editor_67: Seat, deadline: Any, clock: Any
) -> None:
    manager = SeatFactory(
        user=UserFactory(email="manager@exemple.test", name="Gestion"),
        organisation=editor_67.organisation,
        role=Role.MANAGER,
    )
    for day in (3, 8, 9, 15):
        clock.move_to(datetime(2025, 7, day, 8, tzinfo=UTC))
        send_notices()

    told = [letter for letter in letters_to(manager) if "Vous gérez les sièges" in letter.body]
    assert len(told) == 2
    assert "Saisir les résultats – " in told[0].body
    assert f"Attendu de\u00a0: {editor_67}" in told[0].body


def test_a_closed_account_and_an_ended_seat_are_told_nothing(
    editor_67: Seat, prefecture_67: Seat, shared: Any
) -> None:
    prefecture_67.user.is_active = False
    prefecture_67.user.save()
    editor_67.ends_on = date(2025, 7, 2)
    editor_67.starts_on = date(2025, 7, 1)
    editor_67.save()

    send_notices()

    assert letters_to(prefecture_67) == letters_to(editor_67) == []


def test_a_refusing_post_office_keeps_no_other_letter_and_is_asked_again(
    shared: Any, prefecture_67: Seat, ars_grand_est: Seat, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = EmailBackend.send_messages

    def refuse(self: EmailBackend, messages: list[Any]) -> int:
        if prefecture_67.user.email in messages[0].to:
            raise smtplib.SMTPServerDisconnected("closed")
        return send(self, messages)

    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", refuse)
        with pytest.raises(CommandError, match="n’ont pu partir"):
            call_command("send_notices", stdout=StringIO())
    first = (len(letters_to(prefecture_67)), len(letters_to(ars_grand_est)))
    send_notices()
    too_soon = len(letters_to(prefecture_67))
    clock.shift(PATIENCE)
    send_notices()

    assert first == (0, 2)
    assert too_soon == 0
    assert len(letters_to(prefecture_67)) == 2


def test_a_letter_taken_by_a_sender_that_died_leaves_later(
    editor_67: Seat, deadline: Any, clock: Any
) -> None:
    Notice.objects.create(
        user=editor_67.user, kind=NoticeKind.DIGEST, key="digest:2025-07-03", taken_at=THURSDAY
    )

    soon = send_notices().sent
    clock.shift(PATIENCE)
    send_notices()

    assert soon == 0
    assert len(letters_to(editor_67)) == 1


def test_a_person_is_told_a_thing_once_whatever_the_code_does(editor_67: Seat) -> None:
    fields = {"user": editor_67.user, "kind": NoticeKind.TURN, "key": "turn:1", "taken_at": THURSDAY}
    Notice.objects.create(**fields)

    with pytest.raises(IntegrityError, match=r"notice_told_once|user_id"), transaction.atomic():
        Notice.objects.create(**fields)


def test_a_rehearsal_writes_nothing(editor_67: Seat, deadline: Any) -> None:
    out = StringIO()

    call_command("send_notices", "--dry-run", stdout=out)

    assert out.getvalue() == "1 avis à envoyer.\n"
    assert mail.outbox == []
    assert not Notice.objects.exists()


def test_a_letter_never_says_more_than_the_seats_own_page(shared: Any, editor_17: Seat) -> None:
    send_notices()

    assert not any("67-2020" in letter.body or "Bas-Rhin" in letter.body for letter in letters_to(editor_17))


def test_the_cost_does_not_grow_with_the_contracts(
    editor_67: Seat, deadline: Any, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(40):
        send_notices()


class TestThePage:
    def test_it_shows_the_letter_and_writes_nothing(
        self, editor_67: Seat, deadline: Any, sign_in: Any
    ) -> None:
        page = sign_in(editor_67).get(URL).content.decode()

        assert "Saisir les résultats – " in page
        assert "Aucun avis ne vous a encore été envoyé" in page
        assert not NoticePreference.objects.exists()

    def test_the_choices_are_kept_and_journalled(self, editor_67: Seat, sign_in: Any) -> None:
        client = sign_in(editor_67)

        answer = client.post(URL, {"pace": "weekly", "version": ""})
        kept = NoticePreference.objects.get(user=editor_67.user)

        assert answer.status_code == 302
        assert (kept.pace, kept.tells_turns) == ("weekly", False)
        assert JournalEntry.objects.get(act="choose_notices").after == {
            "pace": "weekly",
            "tells_turns": False,
        }

    def test_an_unknown_pace_is_refused_and_the_page_still_shows_the_letter(
        self, editor_67: Seat, sign_in: Any
    ) -> None:
        page = sign_in(editor_67).post(URL, {"pace": "hourly"}).content.decode()

        assert "Sélectionnez un choix valide" in page
        assert 'id="letter"' in page

    def test_a_stale_page_is_refused(self, editor_67: Seat, sign_in: Any) -> None:
        client = sign_in(editor_67)
        client.post(URL, {"pace": "weekly", "version": "1"})
        client.post(URL, {"pace": "daily", "version": "2"})

        stale = client.post(URL, {"pace": "never", "version": "2"})

        assert stale.status_code == 409
        assert NoticePreference.objects.get().pace == "daily"

    def test_two_first_choices_do_not_overwrite_each_other(self, editor_67: Seat) -> None:
        choose(editor_67, pace=Pace.WEEKLY)

        with pytest.raises(StaleVersion):
            choose(editor_67, pace=Pace.NEVER)
