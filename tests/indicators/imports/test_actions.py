"""Applying a plan and undoing it, whatever the importer that made it."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from core.imports.plan import Origin, Plan, Proposal, Standing
from core.models import JournalEntry
from core.versions import StaleVersion
from core.workflow import TransitionRefused
from indicators.actions import record_measurement
from indicators.enums import ImportKind, ImportState
from indicators.imports.actions import ImportRefused, apply_batch, bring, plan_of, undo_batch
from indicators.imports.readers import READERS
from indicators.models import Measurement
from indicators.value_rules import Figure
from indicators.writes import MeasurementEntry
from reports import workflow
from reports.actions import open_report
from tests.reports.conftest import finish_papers

pytestmark = pytest.mark.django_db


def read_lines(batch, answers):
    """A reader for these tests: « 1.1;12.5 » a line, for the contract and the year of the batch."""
    proposals = []
    for place, line in enumerate(batch.file.open().read().decode().splitlines(), start=1):
        code, text = line.split(";")
        indicator = batch.contract.framework.objectives.get(number=code.split(".")[0]).indicators.get()
        at = {"indicator": indicator, "perimeter": batch.contract.own_perimeter, "year": batch.fiscal_year}
        stored = Measurement.objects.filter(**at).first()
        figure = Figure(value=Decimal(text)) if text != "?" else None
        entry = figure and MeasurementEntry(
            figure=figure, shown_version=stored.version if stored else 0, **at
        )
        standing = Standing.CHANGED if stored else Standing.NEW
        proposals.append(
            Proposal(
                key=code,
                origin=Origin(place),
                standing=standing if figure else Standing.REFUSED,
                subject=code,
                typed=text,
                before=str(stored.value.normalize()) if stored else "",
                after=text,
                entry=entry,
            )
        )
    return Plan(proposals)


@pytest.fixture
def pasted(monkeypatch, contract_67, editor_67):
    monkeypatch.setitem(READERS, ImportKind.PASTE, f"{__name__}.read_lines")
    return lambda text: bring(ImportKind.PASTE, contract_67, 2024, "collage.tsv", text.encode(), editor_67)


def values():
    rows = Measurement.objects.order_by("indicator__code")
    return {row.indicator.code: row.value for row in rows.select_related("indicator")}


def test_what_is_brought_is_kept_and_read_and_nothing_is_written(pasted, editor_67):
    batch = pasted("1.1;12.5\n3.1;?")

    assert batch.state == ImportState.READY
    assert batch.file.open().read() == b"1.1;12.5\n3.1;?"
    assert batch.size == 14
    assert batch.report == {
        "new": 1,
        "refused": 1,
        "changed": 0,
        "unchanged": 0,
        "conflict": 0,
        "asked": 0,
        "faults": 0,
        "total": 2,
    }
    assert values() == {}


def test_what_is_confirmed_is_written_once(pasted, editor_67):
    batch = pasted("1.1;12.5\n3.1;40")
    mark = plan_of(batch).mark

    for _ in range(2):
        apply_batch(batch, {}, False, editor_67, shown_version=2, confirmed=mark)

    assert batch.state == ImportState.APPLIED
    assert values() == {"1.1": Decimal("12.5"), "3.1": 40}
    assert Measurement.history.count() == 2
    assert len(batch.changes) == 2


def test_good_values_are_accepted_alone_only_by_choice(pasted, editor_67):
    batch = pasted("1.1;12.5\n3.1;?")

    with pytest.raises(ImportRefused) as refused:
        apply_batch(batch, {}, False, editor_67)
    assert [one.standing for one in refused.value.plan.proposals] == [Standing.NEW, Standing.REFUSED]
    assert values() == {}

    apply_batch(batch, {}, True, editor_67)

    assert values() == {"1.1": Decimal("12.5")}


def test_nothing_is_written_when_the_data_moved_since_the_preview(pasted, editor_67, contract_67, rate):
    batch = pasted("1.1;12.5")
    mark = plan_of(batch).mark
    record_measurement(contract=contract_67, indicator=rate, year=2024, value=Decimal(9), by=editor_67)

    with pytest.raises(ImportRefused, match="ont changé depuis cet aperçu") as refused:
        apply_batch(batch, {}, False, editor_67, confirmed=mark)

    assert refused.value.plan.proposals[0].before == "9"
    assert values() == {"1.1": 9}


def test_a_stale_page_writes_nothing(pasted, editor_67):
    batch = pasted("1.1;12.5")

    with pytest.raises(StaleVersion):
        apply_batch(batch, {}, False, editor_67, shown_version=1)

    assert values() == {}


def test_an_import_that_changes_nothing_is_not_applied(pasted, editor_67):
    batch = pasted("1.1;?")

    with pytest.raises(ImportRefused, match="rien à enregistrer"):
        apply_batch(batch, {}, True, editor_67)


def test_undoing_puts_each_value_back(pasted, editor_67, contract_67, rate):
    record_measurement(
        contract=contract_67, indicator=rate, year=2024, value=Decimal(9), comment="Provisoire", by=editor_67
    )
    batch = apply_batch(pasted("1.1;12.5\n3.1;40"), {}, False, editor_67)

    undone = [undo_batch(batch, editor_67) for _ in range(2)]

    assert [(one.restored, one.kept) for one in undone] == [(2, []), (2, [])]
    assert batch.state == ImportState.UNDONE
    assert values() == {"1.1": 9}
    assert Measurement.objects.get().comment == "Provisoire"


def test_undoing_leaves_what_was_changed_since_and_says_so(pasted, editor_67, contract_67, rate):
    batch = apply_batch(pasted("1.1;12.5\n3.1;40"), {}, False, editor_67)
    record_measurement(contract=contract_67, indicator=rate, year=2024, value=Decimal(13), by=editor_67)

    undone = undo_batch(batch, editor_67)

    assert undone.restored == 1
    assert undone.kept == ["1.1\u00a0: modifiée depuis."]
    assert values() == {"1.1": 13}


def test_what_was_not_applied_is_not_undone(pasted, editor_67):
    with pytest.raises(TransitionRefused):
        undo_batch(pasted("1.1;12.5"), editor_67)


def test_only_the_organisation_that_brought_it_handles_an_import(pasted, editor_17, reader_67):
    batch = pasted("1.1;12.5")

    for stranger in (editor_17, reader_67):
        with pytest.raises(PermissionDenied):
            apply_batch(batch, {}, False, stranger)


def test_each_contract_s_journal_tells_the_import_in_one_row(pasted, editor_67, contract_67):
    batch = apply_batch(pasted("1.1;12.5\n3.1;40"), {}, False, editor_67)

    told = JournalEntry.objects.filter(chain="67-2020", subject=f"indicators.importbatch:{batch.pk}")
    assert [(one.act, one.after["valeurs"]) for one in told] == [("Enregistrer un import", 2)]


def test_a_figure_held_by_an_agreed_edition_is_imported_with_a_reason_alone(
    pasted, editor_67, contract_67, rate, prefecture_67, ars_grand_est, signatory_67
):
    record_measurement(contract=contract_67, indicator=rate, year=2024, value=Decimal(9), by=editor_67)
    report = open_report(contract=contract_67, fiscal_year=2024, by=editor_67)
    workflow.share(report, by=editor_67)
    finish_papers()
    for seat in (prefecture_67, ars_grand_est, signatory_67):
        workflow.seal(report, by=seat, decision="given", sha256=report.current_edition.sha256)
    workflow.open_correction(report, by=signatory_67, reason="Erreur de saisie.")
    batch = pasted("1.1;12.5")

    with pytest.raises(ImportRefused, match="donnez le motif de sa révision"):
        apply_batch(batch, {}, False, editor_67)
    apply_batch(batch, {}, False, editor_67, reason="Décompte repris.")
    undo_batch(batch, editor_67)

    told = Measurement.history.order_by("history_id").values_list("value", "history_change_reason")
    assert list(told) == [
        (9, ""),
        (Decimal("12.5"), "Décompte repris."),
        (9, "Annulation de l’import «\u00a0collage.tsv\u00a0»"),
    ]
