"""The calendar of a seat at its secret address: what it holds, who opens it, when it closes."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from accounts.feeds import feed_key_of, renew_feed_key, revoke_feed_key, seat_of_key
from accounts.models import FeedKey
from contracts.closing.acts import set_step
from contracts.enums import ClosingStepKind
from contracts.models import DeadlineExtension
from core.models import JournalEntry
from core.versions import StaleVersion
from overview.ics import Day, written
from reports.models import Committee, Decision
from tests.factories import ContractFactory, DeadlineFactory, ReportFactory, TerritoryFactory
from tests.test_access import rows_everywhere

PAGE = "/campagnes/abonnement/"
NOW = datetime(2025, 5, 2, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_may_2025():
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def deadline(contract_67):
    return DeadlineFactory(
        campaign__framework=contract_67.framework, legal_text="Circulaire du 20 février 2020, « règle »; etc"
    )


def opened(seat):
    return renew_feed_key(seat, by=seat, shown_version=0)


def answer(key, **headers):
    return Client().get(f"/agenda/{key}.ics", headers=headers)


def events(key):
    read = Calendar.from_ical(answer(key).content)
    return {str(one["UID"]).partition("@")[0]: one for one in read.walk("VEVENT")}


def test_the_address_is_shown_once_and_opens_without_signing_in(sign_in, editor_67, deadline):
    client = sign_in(editor_67)
    assert "Aucune adresse" in client.get(PAGE).text

    page = client.post(PAGE)
    address = page.text.partition('readonly value="')[2].partition('"')[0]
    found = Client().get(address.partition("8000")[2] or address)

    assert page.headers["Cache-Control"].find("no-store") > 0
    assert found.status_code == 200
    assert found.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert found.headers["Cache-Control"] == "private, no-cache"
    assert found.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert address not in client.get(PAGE).text
    assert "Une adresse est ouverte" in client.get(PAGE).text


def test_only_the_hash_is_kept(editor_67):
    key = opened(editor_67)

    row = FeedKey.objects.get()
    assert len(key) >= 43
    assert key not in (row.key_hash, str(row))
    assert not hasattr(row.history.get(), "key_hash")
    trace = JournalEntry.objects.get(chain="national")
    assert (trace.act, trace.after) == ("Créer une adresse d’agenda", {})


def test_a_deadline_is_a_whole_day_of_its_territory(editor_67, deadline, bas_rhin):
    bas_rhin.time_zone = "Indian/Reunion"
    bas_rhin.save()

    event = events(opened(editor_67))[f"echeance-{deadline.pk}-67-2020"]

    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2025, 6, 30), date(2025, 7, 1))
    assert event["DTSTART"].params["VALUE"] == "DATE"
    assert str(event["SUMMARY"]) == "Rapport d’exécution – Bas-Rhin"
    assert "« règle »; etc" in str(event["DESCRIPTION"])
    assert "heure de La Réunion" in str(event["DESCRIPTION"])
    assert str(event["URL"]).endswith("/contrats/67-2020/calendrier/2024/")


def test_an_extension_moves_the_day_and_keeps_its_key(editor_67, editor_68, deadline, bas_rhin):
    key, other = opened(editor_67), opened(editor_68)
    before = events(key)

    DeadlineExtension.objects.create(
        deadline=deadline, territory=bas_rhin, due_on=date(2025, 9, 30), reason="Retard."
    )

    after = events(key)
    name = f"echeance-{deadline.pk}-67-2020"
    assert set(before) == set(after)
    assert after[name]["DTSTART"].dt == date(2025, 9, 30)
    assert "au lieu du 30 juin 2025" in str(after[name]["DESCRIPTION"])
    assert events(other)[f"echeance-{deadline.pk}-68-2020"]["DTSTART"].dt == date(2025, 6, 30)


def test_each_seat_has_its_own_steps_and_all_have_the_meetings(
    contract_67, deadline, editor_67, prefecture_67, ars_grand_est
):
    values = {"working_days": 10, "meeting_on": date(2025, 6, 3)}
    set_step(contract_67, fiscal_year=2024, kind=ClosingStepKind.ODPE, values=values, by=editor_67)
    found = {seat: set(events(opened(seat))) for seat in (editor_67, prefecture_67, ars_grand_est)}

    own = {
        seat: {name.removeprefix("etape-67-2020-2024-") for name in names if name.startswith("etape")}
        for seat, names in found.items()
    }
    assert own[prefecture_67] == {"lecture-prefecture", "visa-prefecture"}
    assert own[ars_grand_est] == {"lecture-ars", "visa-ars"}
    assert own[editor_67] == {"redaction", "odpe", "reprise", "visa-departement"}
    assert all("reunion-67-2020-2024-odpe" in names for names in found.values())


def test_an_agreed_year_has_no_step_left(contract_67, deadline, editor_67):
    ReportFactory(contract=contract_67, in_state="agreed")

    assert list(events(opened(editor_67))) == [f"echeance-{deadline.pk}-67-2020"]


@pytest.mark.parametrize(
    ("owner", "sees"),
    [
        ("Département, service de PMI", ["editor_67"]),
        ("Préfecture et ARS", ["prefecture_67", "ars_grand_est"]),
        ("Direction départementale de la protection judiciaire", []),
    ],
)
def test_a_decision_stands_in_the_calendar_of_who_is_to_carry_it_out(
    request, contract_67, deadline, owner, sees
):
    committee = Committee.objects.create(contract=contract_67, fiscal_year=2024, held_on=date(2025, 4, 1))
    said = {"committee": committee, "owner": owner, "due_on": date(2025, 9, 30)}
    kept = Decision.objects.create(text="Recruter une sage-femme.", **said)
    Decision.objects.create(text="Compter.", state="done", outcome="Fait.", **said)

    found = {
        role: [uid for uid in events(opened(request.getfixturevalue(role))) if uid.startswith("decision-")]
        for role in ("editor_67", "prefecture_67", "ars_grand_est", "editor_68")
    }

    assert [role for role, uids in found.items() if uids] == sees
    assert {uid for uids in found.values() for uid in uids} == ({f"decision-{kept.pk}"} if sees else set())


def test_a_seat_reads_its_own_contracts_alone(contract_67, contract_68, deadline, editor_67, editor_17, dgcs):
    assert "68-2020" not in str(sorted(events(opened(editor_67))))
    assert all(name.endswith("-17-2020") or "-17-2020-" in name for name in events(opened(editor_17)))
    assert list(events(opened(dgcs))) == [f"echeance-{deadline.pk}"]


def test_the_national_level_reads_the_later_dates_granted(deadline, bas_rhin, dgcs):
    DeadlineExtension.objects.create(
        deadline=deadline, territory=bas_rhin, due_on=date(2025, 9, 30), reason="Retard."
    )

    found = events(opened(dgcs))

    assert [str(one["SUMMARY"]) for one in found.values()] == [
        "Rapport d’exécution",
        "Rapport d’exécution – Bas-Rhin",
    ]


def test_another_address_closes_the_first_and_a_revoked_one_is_not_found(sign_in, editor_67, deadline):
    first = opened(editor_67)
    second = renew_feed_key(editor_67, by=editor_67, shown_version=1)
    assert (answer(first).status_code, answer(second).status_code) == (404, 200)

    client = sign_in(editor_67)
    told = client.post(f"{PAGE}suppression/", {"version": feed_key_of(editor_67).version}, follow=True)

    assert "ne répond plus" in told.text
    assert answer(second).status_code == 404
    acts = list(JournalEntry.objects.filter(chain="national").values_list("act", flat=True))
    assert acts == [
        "Créer une adresse d’agenda",
        "Renouveler une adresse d’agenda",
        "Supprimer une adresse d’agenda",
    ]
    assert client.post(f"{PAGE}suppression/", {"version": 1}).status_code == 302


def test_the_address_dies_with_the_seat_and_with_the_account(editor_67, deadline):
    key = opened(editor_67)
    editor_67.ends_on = date(2025, 5, 2)
    editor_67.save()

    assert answer(key).status_code == 200
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        assert answer(key).status_code == 404
    editor_67.user.is_active = False
    editor_67.user.save()
    assert answer(key).status_code == 404
    assert seat_of_key(key) is None


@pytest.mark.parametrize("key", ["inconnue", "x" * 43, "x" * 3_000])
def test_a_wrong_key_is_not_found(db, key):
    assert answer(key).status_code == 404


def test_reading_writes_nothing(editor_67, deadline):
    key = opened(editor_67)
    before = rows_everywhere()

    assert Client().head(f"/agenda/{key}.ics").status_code == 200
    assert answer(key).status_code == 200
    assert Client().post(f"/agenda/{key}.ics").status_code == 405

    assert rows_everywhere() == before


def test_what_has_not_changed_is_not_sent_again_and_a_loop_is_stopped(editor_67, deadline):
    key = opened(editor_67)
    etag = answer(key).headers["ETag"]

    assert answer(key, if_none_match=etag).status_code == 304
    codes = [answer(key).status_code for _ in range(60)]
    assert codes[-1] == 429
    assert codes[:50] == [200] * 50


def test_a_page_out_of_date_neither_renews_nor_revokes(sign_in, editor_67):
    key = opened(editor_67)
    renew_feed_key(editor_67, by=editor_67, shown_version=1)

    for act in (renew_feed_key, revoke_feed_key):
        with pytest.raises(StaleVersion):
            act(editor_67, by=editor_67, shown_version=1)
    assert sign_in(editor_67).post(PAGE, {"version": 1}).status_code == 409
    assert answer(key).status_code == 404


def test_nobody_makes_the_address_of_another(editor_67, editor_68, dgcs):
    for seat in (editor_68, dgcs):
        with pytest.raises(PermissionDenied):
            renew_feed_key(editor_67, by=seat, shown_version=0)
        with pytest.raises(PermissionDenied):
            revoke_feed_key(editor_67, by=seat, shown_version=0)


def test_the_file_costs_the_same_whatever_the_contracts(contract_67, contract_68, deadline, ars_grand_est):
    key, counts = opened(ars_grand_est), []
    for count in (1, 3):
        for number in range(1, count):
            _twin(contract_68, f"90{number}")
        with CaptureQueriesContext(connection) as seen:
            answer(key)
        counts.append(len(seen))

    assert counts[0] == counts[1]


def _twin(contract, code):
    """Another contract of the same parties, elsewhere."""
    place = TerritoryFactory(code=code, name=f"Territoire {code}")
    parties = [party.organisation for party in contract.parties.all()]
    return ContractFactory(framework=contract.framework, territory=place, parties=parties)


def test_lines_are_folded_and_the_same_content_gives_the_same_bytes():
    day = Day("clé", date(2025, 6, 30), "é" * 100, "a;b,c\nd", "https://exemple.test/")

    made = [written("Nom", [day], host="exemple.test", today=date(2025, 1, 1)) for _ in range(2)]

    assert made[0] == made[1]
    assert max(len(line) for line in made[0].split(b"\r\n")) <= 75
    assert rb"a\;b\,c\nd" in made[0]
    assert b"DTSTAMP:20250101T000000Z" in made[0]
