"""Whence the figures of a report come: what is frozen of it, and who reads it."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.template.loader import render_to_string
from django.utils import timezone

from contracts.models import Document
from core.acting import acting
from funding.models import CarryOver
from indicators.actions import record_measurement
from indicators.vintages import role_of
from reports import workflow
from reports.actions import open_report
from reports.builder import build_report
from reports.canonical import read_report, write_report
from reports.changes import changes_between
from reports.content import EntryContent, LineOriginContent, OriginContent, ProofContent
from reports.exports import report_table
from reports.outsiders import KEPT, protected, without_proofs
from reports.points import digest_of
from reports.rendering.line_origins import line_calls, line_notes
from reports.rendering.money import money
from reports.rendering.origins import LOADED, annex, calls_of
from reports.rendering.parts import report_parts
from tests.factories import AmendmentFactory, FundingLineFactory, MeasurementFactory, TargetFactory
from tests.reports import sample
from tests.reports.conftest import finish_papers
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


def test_a_report_keeps_who_last_entered_each_side_of_a_funding_line(
    contract_67, draft, prefecture_67, editor_67
):
    with acting(prefecture_67):
        line = FundingLineFactory(contract=contract_67, notified_amount=Decimal(1000))
    with acting(editor_67):
        line.spent_amount = Decimal(400)
        line.save()
        CarryOver.objects.create(line=line, amount=Decimal(600), justification="Recrutement décalé.")
    bare = FundingLineFactory(contract=contract_67, payee_label="Autre", notified_amount=None)

    content = build_report(draft)

    [first, second] = [one.origin for one in content.funding.lines]
    day = timezone.localdate()
    assert first == LineOriginContent(
        EntryContent(day, role_of(line.history.earliest())),
        EntryContent(day, role_of(line.history.latest())),
        "Proposé",
        "Recrutement décalé.",
    )
    assert "Bas-Rhin" in first.payer.seat != first.departement.seat
    assert second == LineOriginContent(None, None, "", "")
    assert bare.pk
    written = write_report(content)
    assert editor_67.user.name not in written
    assert prefecture_67.user.name not in written
    assert read_report(written) == content


def test_a_line_entered_again_unchanged_keeps_its_author_and_a_load_has_none(contract_67, draft, editor_67):
    line = FundingLineFactory(contract=contract_67)
    with acting(editor_67):
        line.comment = "Ce qui ne change aucun montant ne les date pas."
        line.save()

    [row] = build_report(draft).funding.lines

    assert (row.origin.payer.seat, row.origin.departement) == ("", None)
    [note] = line_notes(build_report(draft), {0: 1})
    assert (note.payer.seat, note.departement.on) == (LOADED, "–")


def with_line_origin(base):
    """The sample report whose first funding line has an origin."""
    entry = EntryContent(date(2025, 6, 12), "Saisie (préfecture)")
    origin = LineOriginContent(entry, None, "Accepté", "Recrutement décalé.")
    first, *others = base.funding.lines
    return replace(base, funding=replace(base.funding, lines=[replace(first, origin=origin), *others]))


def test_what_was_frozen_without_origins_of_its_lines_has_the_same_bytes_and_no_note():
    base = sample.bas_rhin()
    held = with_line_origin(base)

    assert all("origin" not in line for line in json.loads(write_report(base))["funding"]["lines"])
    assert "series_sources" not in write_report(base)
    assert write_report(read_report(write_report(base))) == write_report(base) != write_report(held)
    assert line_calls(base, calls_of(base)) == {}
    assert [row.call for row in money(base).lines] == [0, 0, 0]
    assert digest_of(held.funding.lines[0]) == digest_of(base.funding.lines[0])
    assert changes_between(base, held) == []


def test_the_row_of_a_line_calls_its_note_and_the_annex_answers():
    content = with_line_origin(sample.bas_rhin())
    figures = calls_of(content)
    calls = line_calls(content, figures)

    [note] = line_notes(content, calls)

    assert note.call == len(figures) + 1 == money(content, calls).lines[0].call
    assert (note.payer.on, note.payer.seat) == ("12/06/2025", "Saisie (préfecture)")
    assert note.carry_over.replace("\u00a0", " ") == "Report accepté : Recrutement décalé."
    html = "".join(
        render_to_string(part.template, part.context)
        for part in report_parts(content, sample.draft(content))
        if part.template.endswith(("/money.html", "/origins.html"))
    )
    for place in ("call", "note"):
        assert html.count(f'-{place}-{note.call}"') == 2


def test_the_justification_of_a_carry_over_is_kept_from_outsiders_where_a_small_number_is():
    content = with_line_origin(sample.bas_rhin())

    read = protected(content, threshold=10**6)

    assert read.funding.lines[0].origin == replace(content.funding.lines[0].origin, carry_over_reason=KEPT)


def test_the_earlier_years_of_a_series_say_their_value_and_their_source(contract_67, draft):
    indicator = contract_67.framework.objectives.get(number=1).indicators.get()
    for year, value in ((2021, 10), (2022, 11), (2023, 12), (2024, 13)):
        MeasurementFactory(contract=contract_67, indicator=indicator, value=Decimal(value), year=year)

    content = build_report(draft)

    row = row_of(content, indicator.code)
    assert [one.year for one in row.series_sources] == [2021, 2022, 2023]
    [told] = [
        one.earlier for part in annex(content, calls_of(content)).parts for one in part.rows if one.earlier
    ]
    for one in row.series_sources:
        assert one.source in told
    assert "2023\u00a0: 12" in told
    assert "2024" not in told


def printed(content, frame):
    """What the results' first page and the annex on origins say, as HTML."""
    return "".join(
        render_to_string(part.template, part.context)
        for part in report_parts(content, frame)
        if part.template.endswith(("/results.html", "/origins.html"))
    )


def test_earlier_years_are_as_known_when_the_content_is_frozen_and_the_report_says_so(
    contract_67, draft, editor_67, prefecture_67, ars_grand_est, signatory_67
):
    indicator = contract_67.framework.objectives.get(number=1).indicators.get()
    for year, value in ((2021, 10), (2022, 11), (2023, 12), (2024, 13)):
        MeasurementFactory(contract=contract_67, indicator=indicator, value=Decimal(value), year=year)
    former = workflow.share(open_report(contract=contract_67, fiscal_year=2023, by=editor_67), by=editor_67)
    finish_papers()
    for seat in (prefecture_67, ars_grand_est, signatory_67):
        workflow.seal(former.report, by=seat, decision="given", sha256=former.sha256)
    workflow.open_correction(former.report, by=signatory_67, reason="Doublon.")
    revised = {"year": 2023, "value": Decimal(14), "reason": "Doublon retiré."}
    record_measurement(contract=contract_67, indicator=indicator, by=editor_67, **revised)

    content = build_report(draft)

    agreed = row_of(read_report(former.canonical), indicator.code)
    assert agreed.result.value == 12
    assert [one.value for one in row_of(content, indicator.code).series] == [10, 11, 14, 13]
    for frame, when in (
        (sample.draft(content), "quand ce projet a été établi"),
        (sample.submitted(content), "quand cette édition a été figée"),
    ):
        html = printed(content, frame)
        assert f"Les courbes donnent les années antérieures telles que connues {when}" in html
        assert f"La référence et les années antérieures sont telles que connues {when}" in html
        assert "Années antérieures, telles que connues à la date de ce rapport" in html


def test_a_report_without_earlier_years_says_nothing_of_them():
    content = report(sample.early_interviews())

    html = printed(content, sample.draft(content))

    assert "antérieures" not in html
