"""Whence the figures of a report come: what is frozen of it, and who reads it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.utils import timezone

from contracts.models import Document
from core.acting import acting
from reports.builder import build_report
from reports.canonical import read_report, write_report
from reports.changes import changes_between
from reports.content import OriginContent, ProofContent
from reports.exports import report_table
from reports.outsiders import without_proofs
from reports.points import digest_of
from tests.factories import AmendmentFactory, MeasurementFactory, TargetFactory
from tests.reports import sample
from tests.reports.test_builder import row_of

FIGURES = ("baseline", "target", "national_target", "result")
RELEVE = {"title": "Relevé", "original_name": "releve.pdf", "sha256": "ab" * 32}
PROOF = ProofContent("Relevé", "releve.pdf", "ab" * 32)


def without_origins(row):
    held = {name: getattr(row, name) for name in FIGURES}
    return replace(row, **{name: one and replace(one, origin=None) for name, one in held.items()})


def report(row):
    """A report of this one indicator."""
    base = sample.bas_rhin()
    objective = replace(base.engagements[0].objectives[0], indicators=[row])
    engagement = replace(base.engagements[0], objectives=[objective])
    return replace(base, engagements=[engagement])


def said(before, after):
    return [one.what.replace("\u00a0", " ") for one in changes_between(report(before), report(after))]


def test_a_report_keeps_the_origin_of_each_figure_and_what_was_frozen_before_has_the_same_hash(
    contract_67, draft, editor_67
):
    indicator = contract_67.framework.objectives.get(number=1).indicators.get()
    with acting(editor_67):
        amendment = AmendmentFactory(contract=contract_67, number=1)
        reading = MeasurementFactory(contract=contract_67, indicator=indicator, value=Decimal("12.5"))
        reading.value = Decimal(13)
        reading.save()
        TargetFactory(contract=contract_67, indicator=indicator, value=Decimal(20), amendment=amendment)
    reading.comment = "Ce qui ne change pas le chiffre ne le date pas."
    reading.save()
    reading.proofs.add(Document.objects.create(contract=contract_67, kind="proof", **RELEVE))
    MeasurementFactory(contract=contract_67, indicator=indicator, value=Decimal(1), year=2019)

    content = build_report(draft)

    row, day = row_of(content, indicator.code), timezone.localdate()
    role = "Saisie (Collectivité européenne d’Alsace, Bas-Rhin)"
    assert row.result.origin == OriginContent(day, role, "Révisée", "", "", [PROOF])
    assert row.baseline.origin == OriginContent(day, "", "Définitive", "", "")
    assert row.target.origin == OriginContent(day, role, "", str(amendment), "")
    assert editor_67.user.name not in write_report(content)
    assert read_report(write_report(content)) == content
    bare = without_origins(row)
    part = content.engagements[0]
    objective = replace(part.objectives[0], indicators=[bare])
    frozen = write_report(replace(content, engagements=[replace(part, objectives=[objective])]))
    assert "origin" not in frozen
    assert write_report(read_report(frozen)) == frozen


def test_who_wrote_a_figure_is_no_news_to_who_read_it_and_a_file_is():
    row = sample.early_interviews()
    proved, bare = row.result, without_origins(row)

    unproved = replace(row, result=replace(proved, origin=replace(proved.origin, proofs=[])))

    assert digest_of(unproved) == digest_of(bare) != digest_of(row)
    told = "justificatifs (résultat) : {} → Relevé de la PMI (abababab)"
    assert said(unproved, row) == [told.format("aucun")]
    assert said(bare, row) == [told.format("non gardés dans l’édition d’avant")]
    assert said(bare, unproved) == []


def test_who_is_no_party_does_not_read_the_names_of_the_files():
    read = without_proofs(report(sample.early_interviews()))

    assert row_of(read, "1.1").result.origin == replace(row_of(read, "1.1").result.origin, proofs=[])


def test_the_table_of_figures_says_whence_each_comes():
    rows = report_table(report(sample.early_interviews())).rows

    [result] = [row for row in rows if row["measure"] == "Résultat"]
    told = ("numerator", "denominator", "provenance", "version", "entered_on", "seat", "proofs")
    assert [result[name] for name in told] == [
        Decimal(1000),
        Decimal(8000),
        sample.SOURCE,
        "Définitive",
        date(2025, 6, 12),
        "Saisie (CeA)",
        f"Relevé de la PMI (releve-pmi.pdf, SHA-256 {'ab' * 32})",
    ]
