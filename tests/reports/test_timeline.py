"""What the journal seals of the acts on a report, and how the history of its contract tells it."""

import pytest
from django.utils import timezone

from contracts.history import acts_page, changes_page
from core import journal
from core.formats import date_short
from core.models import JournalEntry
from core.readable import Change
from reports import workflow
from reports.actions import write_section
from reports.reminders import remind
from reports.writers import writings_of

STATEMENT = "Suivre les postes vacants."


def sealed(act):
    """What the last act of this name says in the journal."""
    entry = JournalEntry.objects.filter(chain="67-2020", act=act).latest("number")
    return entry.before, entry.after


def told(seat, contract, act):
    """What the history of the contract says of the last act of this name."""
    return next(one.changes for one in acts_page(contract, seat, 1) if one.act == act)


def test_the_journal_seals_the_edition_that_was_shared_with_its_hash(shared, editor_67):
    edition = shared.current_edition

    assert sealed("Partager le rapport") == (
        {"state": "draft"},
        {"state": "shared", "edition": 1, "sha256": edition.sha256},
    )
    assert told(editor_67, shared.contract, "Partager le rapport") == [
        Change("État", "Brouillon", "Partagé"),
        Change("Édition", "", "n°\u00a01"),
        Change("Empreinte du contenu", "", f"{edition.short_hash}…"),
    ]


def test_the_journal_seals_what_a_seal_says(shared, seal_by, prefecture_67):
    edition = shared.current_edition

    seal_by(prefecture_67, "reserved", statement=STATEMENT)

    assert sealed("Viser le rapport") == (
        {"state": "shared"},
        {
            "state": "shared",
            "edition": 1,
            "sha256": edition.sha256,
            "decision": "reserved",
            "statement": STATEMENT,
        },
    )
    assert told(prefecture_67, shared.contract, "Viser le rapport") == [
        Change("Édition", "", "n°\u00a01"),
        Change("Empreinte du contenu", "", f"{edition.short_hash}…"),
        Change("Décision", "", "Visa donné avec réserves"),
        Change("Réserves ou motif", "", STATEMENT),
    ]
    assert list(journal.verify("67-2020")) == []


def test_a_seal_whose_decision_is_rewritten_in_the_journal_is_seen(shared, seal_by, prefecture_67):
    seal_by(prefecture_67, "refused", statement=STATEMENT)
    entry = JournalEntry.objects.get(act="Viser le rapport")

    entry.after |= {"decision": "given"}

    assert journal.hash_of(entry) != entry.entry_hash


@pytest.mark.parametrize(
    ("decision", "statement", "said"),
    [
        ("given", "", "Visa donné, édition n° 1"),
        ("refused", STATEMENT, f"Visa refusé, édition n° 1\u00a0: {STATEMENT}"),
    ],
)
def test_the_readable_history_says_what_was_decided(
    shared, seal_by, prefecture_67, decision, statement, said
):
    seal_by(prefecture_67, decision, statement=statement)

    last = next(iter(changes_page(shared.contract, prefecture_67, 1)))
    assert (last.act, last.kind, last.changes, last.reason) == (
        "Modification",
        "Rapport d’exécution",
        [],
        said,
    )


def test_the_journal_seals_the_vote_and_what_a_correction_takes_away(agreed, signatory_67):
    today = timezone.localdate()

    workflow.deliberate(agreed, by=signatory_67, deliberated_on=today, reference="CD-2025-3-1")
    voted = sealed("Enregistrer la délibération")
    workflow.open_correction(agreed, by=signatory_67, reason="Erreur de saisie")

    assert voted == (
        {"state": "agreed", "deliberated_on": None, "deliberation_reference": ""},
        {
            "state": "deliberated",
            "deliberated_on": today.isoformat(),
            "deliberation_reference": "CD-2025-3-1",
            "deliberation": None,
        },
    )
    assert told(signatory_67, agreed.contract, "Enregistrer la délibération") == [
        Change("État", "Arrêté conjointement", "Délibéré"),
        Change("Délibéré le", "(vide)", date_short(today)),
        Change("Référence de la délibération", "(vide)", "CD-2025-3-1"),
    ]
    taken = told(signatory_67, agreed.contract, "Ouvrir une correction")
    assert [(one.label, one.after) for one in taken] == [
        ("État", "En correction"),
        ("Arrêté le", "(vide)"),
        ("Délibéré le", "(vide)"),
        ("Référence de la délibération", "(vide)"),
    ]


def test_whom_a_reminder_reminds_is_told_in_french(shared, editor_67, prefecture_67):
    remind(shared, by=editor_67, organisation=prefecture_67.organisation, message="Avant lundi\u00a0?")

    assert told(editor_67, shared.contract, "Envoyer un rappel") == [
        Change("Organisation", "", str(prefecture_67.organisation)),
        Change("Message", "", "Avant lundi\u00a0?"),
    ]


def test_the_history_tells_a_text_as_its_author_sees_it_and_not_the_empty_ones(draft, editor_67):
    summary = draft.sections.get(kind="summary")
    write_section(summary, body="Entre 10 et 20 \\- ou plus \\*, **en tout**.", by=editor_67)
    told_as = "Entre 10 et 20 - ou plus *, **en tout**."

    [act] = told(editor_67, draft.contract, "Rédiger une section")
    changes = changes_page(draft.contract, editor_67, 1)
    of_sections = [entry for entry in changes if entry.kind == "Section"]

    assert act.after == told_as
    assert [[one.after for one in entry.changes] for entry in of_sections] == [[told_as]]
    assert draft.sections.count() > 1
    assert "".join(piece.text for piece in writings_of(summary)[0].pieces) == told_as
