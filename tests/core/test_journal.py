import io
from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from accounts.models import Seat
from contracts.models import Contract
from core.acting import acting
from core.canonical import NotCanonicalError
from core.journal import GENESIS, NATIONAL_CHAIN, Break, hash_of, record, verify
from core.models import JournalEntry
from tests.refusals import refused


def record_three(contract: Contract, by: Seat) -> list[JournalEntry]:
    return [
        record(
            chain="67-2020", act=act, subject=contract, by=by, before={"state": "draft"}, after={"state": act}
        )
        for act in ("un", "deux", "trois")
    ]


@pytest.fixture
def tamper(db: None) -> Callable[..., None]:
    """Runs SQL behind the back of the trigger that keeps the journal append-only."""

    def _tamper(sql: str, *values: str) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                # The deferred checks of foreign keys must be over before the table can be altered.
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("ALTER TABLE core_journalentry DISABLE TRIGGER USER")
            else:
                cursor.execute("DROP TRIGGER journal_append_only_update")
                cursor.execute("DROP TRIGGER journal_append_only_delete")
            cursor.execute(sql, values)

    return _tamper


def test_each_row_holds_the_hash_of_the_one_before_it(contract_67, editor_67):
    first, second, third = record_three(contract_67, editor_67)

    assert [entry.number for entry in (first, second, third)] == [1, 2, 3]
    assert first.previous_hash == GENESIS
    assert second.previous_hash == first.entry_hash
    assert third.previous_hash == second.entry_hash
    assert third.entry_hash == hash_of(third)


def test_an_act_says_who_did_what_in_which_seat_to_what(contract_67, editor_67):
    entry = record(
        chain="67-2020",
        act="Partager le rapport",
        subject=contract_67,
        by=editor_67,
        before={"state": "draft"},
        after={"state": "shared"},
        reason="Complet.",
    )

    stored = JournalEntry.objects.get(pk=entry.pk)
    assert stored.user == editor_67.user
    assert stored.seat_id == editor_67.pk
    assert stored.seat_label == str(editor_67)
    assert stored.subject == f"contracts.contract:{contract_67.pk}"
    assert stored.subject_label == "67-2020 – Bas-Rhin"
    assert (stored.before, stored.after, stored.reason) == (
        {"state": "draft"},
        {"state": "shared"},
        "Complet.",
    )


def test_without_a_name_the_actor_is_the_one_of_the_moment(contract_67, editor_67):
    with acting(editor_67):
        entry = record(chain="67-2020", act="acte", subject=contract_67)

    assert entry.user == editor_67.user


def test_the_system_acts_without_a_seat(contract_67):
    entry = record(chain=NATIONAL_CHAIN, act="Charger", subject=contract_67)

    assert (entry.user, entry.seat_id, entry.seat_label) == (None, None, "")


def test_chains_do_not_mix(contract_67, contract_68, editor_67):
    record_three(contract_67, editor_67)

    other = record(chain="68-2020", act="un", subject=contract_68, by=editor_67)

    assert (other.number, other.previous_hash) == (1, GENESIS)


def test_two_writers_can_neither_share_a_number_nor_fork_the_chain(contract_67, editor_67):
    entry = record_three(contract_67, editor_67)[1]
    entry.pk, genuine = None, entry.previous_hash

    entry.previous_hash = "f" * 64
    refused(entry, "journal_number_unique_in_chain")
    entry.number, entry.previous_hash = 9, genuine
    refused(entry, "journal_chain_never_forks")


def test_a_whole_journal_has_no_break(contract_67, contract_68, editor_67):
    record_three(contract_67, editor_67)
    record_three(contract_68, editor_67)

    assert list(verify()) == []
    assert list(verify("67-2020")) == []


def test_what_is_read_back_has_the_same_hash_whatever_the_database(contract_67):
    entry = record(
        chain="67-2020", act="montant", subject=contract_67, after={"paid": "12.50", "texte": "é « … » 😀"}
    )

    assert hash_of(JournalEntry.objects.get(pk=entry.pk)) == entry.entry_hash


@pytest.mark.parametrize(
    "statement", ["UPDATE core_journalentry SET act = 'x'", "DELETE FROM core_journalentry"]
)
def test_the_database_refuses_to_change_or_erase_a_row(contract_67, editor_67, statement):
    record_three(contract_67, editor_67)

    with pytest.raises(DatabaseError, match="Le journal ne se modifie ni ne s’efface"), transaction.atomic():
        connection.cursor().execute(statement)

    assert JournalEntry.objects.count() == 3


def test_an_altered_row_is_found(contract_67, editor_67, tamper):
    record_three(contract_67, editor_67)

    tamper("UPDATE core_journalentry SET act = 'autre chose' WHERE number = 2")

    assert list(verify()) == [Break("67-2020", 2, "le contenu de la ligne a été modifié")]


def test_a_row_altered_with_its_hash_breaks_the_next_one(contract_67, editor_67, tamper):
    second = record_three(contract_67, editor_67)[1]
    second.act = "autre chose"

    tamper(
        "UPDATE core_journalentry SET act = 'autre chose', entry_hash = %s WHERE number = 2", hash_of(second)
    )

    assert list(verify()) == [Break("67-2020", 3, "l’empreinte de la ligne précédente ne correspond pas")]


def test_a_removed_row_is_found(contract_67, editor_67, tamper):
    record_three(contract_67, editor_67)

    tamper("DELETE FROM core_journalentry WHERE number = 2")

    assert list(verify()) == [
        Break("67-2020", 3, "une ligne manque juste avant celle-ci"),
        Break("67-2020", 3, "l’empreinte de la ligne précédente ne correspond pas"),
    ]


def test_the_command_says_the_journal_is_whole(contract_67, contract_68, editor_67):
    record_three(contract_67, editor_67)
    record(chain="68-2020", act="un", subject=contract_68, by=editor_67)
    output = io.StringIO()

    call_command("verify_journal", stdout=output)

    assert output.getvalue() == "Le journal est entier\u00a0: 4\u00a0lignes dans 2\u00a0chaînes.\n"


def test_the_command_fails_and_names_each_break(contract_67, editor_67, tamper):
    record_three(contract_67, editor_67)
    tamper("UPDATE core_journalentry SET reason = 'ajouté' WHERE number = 1")
    errors = io.StringIO()

    with pytest.raises(CommandError, match="Le journal ne se tient pas\u00a0: 1\u00a0rupture") as failure:
        call_command("verify_journal", chain="67-2020", stderr=errors)

    assert failure.value.returncode == 1
    assert errors.getvalue() == "67-2020, ligne 1\u00a0: le contenu de la ligne a été modifié.\n"


def test_the_command_refuses_a_chain_that_does_not_exist(db):
    with pytest.raises(CommandError, match=r"dans la chaîne «\s99-2020\s»") as failure:
        call_command("verify_journal", chain="99-2020")

    assert failure.value.returncode == 2


def test_an_empty_journal_is_whole(db):
    output = io.StringIO()

    call_command("verify_journal", stdout=output)

    assert output.getvalue() == "Le journal est entier\u00a0: 0\u00a0ligne dans 0\u00a0chaîne.\n"


def test_a_value_without_a_written_form_is_refused(contract_67):
    with pytest.raises(NotCanonicalError):
        record(chain="67-2020", act="acte", subject=contract_67, after={"rate": 0.1})
