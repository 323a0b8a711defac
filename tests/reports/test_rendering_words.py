"""The words of the report: text, targets, amounts, counts, decisions. No engine needed."""

from dataclasses import replace
from decimal import Decimal

import pytest

from reports.content import (
    EngagementContent,
    ExplanationContent,
    ReadingContent,
    SeriesPoint,
    SourceTotal,
    TargetContent,
)
from reports.rendering import FrameKind, render_report_html, wording
from reports.rendering.acronyms import acronyms_in
from reports.rendering.actions import action_part
from reports.rendering.assembly import axes, establishments
from reports.rendering.frame import Frame
from reports.rendering.graphics import money_chart, series_chart
from reports.rendering.lettering import drawable, printable, spaced
from reports.rendering.method import origins
from reports.rendering.money import money, sentence, summary
from reports.rendering.narrative import Block, blocks
from reports.rendering.origins import annex, calls_of
from reports.rendering.results import counts, engagement_part, headline, headline_sentence, tally_sentence
from reports.rendering.signatures import signature_blocks
from tests.reports import sample

N = "\u00a0"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("e\u0301te\u0301", "été"),
        ("1\u202f234", f"1{N}234"),
        ("a\x00b\u200bc\ufeffd", "abcd"),
        ("\u202eabc\u202c", "abc"),
        ("a\r\nb\rc\u2028d\te", "a\nb\nc\nd e"),
        ("漢 😀", "□ □"),
        ("e" + "\u0301" * 9, "é\u0301\u0301"),
        ("≥ ≤ × − — œ È", "≥ ≤ × − — œ È"),
    ],
)
def test_only_what_our_fonts_draw_is_printed(typed: str, printed: str) -> None:
    assert drawable(typed) == printed


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("l'enfance : oui ?", f"l’enfance{N}: oui{N}?"),
        ("« mot »", f"«{N}mot{N}»"),
        ("56 % de 3 244 €", f"56{N}% de 3{N}244{N}€"),
        ("en 2024 500 enfants", f"en 2024{N}500 enfants"),
    ],
)
def test_french_spaces_are_made_no_break(typed: str, printed: str) -> None:
    assert spaced(typed) == printed


def test_a_whole_content_is_made_printable_and_its_figures_kept() -> None:
    content = replace(sample.bas_rhin(), summary="漢")

    made = printable(content)

    assert made.summary == "□"
    assert made.funding == content.funding


def test_a_narrative_becomes_paragraphs_and_lists() -> None:
    text = "Un.\nDeux.\n\n- a\n\n• b\nSuite.\n3. trois\n4) quatre"

    assert blocks(text) == [
        Block("p", ["Un.", "Deux."]),
        Block("ul", ["a", "b"]),
        Block("p", ["Suite."]),
        Block("ol", ["trois", "quatre"], 3),
    ]


@pytest.mark.parametrize(
    ("operator", "value", "upper", "cell", "words"),
    [
        ("at_least", "20", None, f"≥{N}20{N}%", f"au moins 20{N}%"),
        ("at_most", "3.5", None, f"≤{N}3,5{N}%", f"au plus 3,5{N}%"),
        ("range", "80", "90", f"80{N}% à{N}90{N}%", f"entre 80{N}% et 90{N}%"),
        ("times_baseline", "2", None, f"référence ×{N}2 (2,6{N}%)", f"référence ×{N}2"),
        ("quantity", "600", None, f"600{N}%", f"600{N}%"),
    ],
)
def test_a_target_is_told_in_a_cell_and_in_a_sentence(
    operator: str, value: str, upper: str | None, cell: str, words: str
) -> None:
    indicator = sample.early_interviews()
    aim = TargetContent(2024, operator, "", Decimal(value), Decimal(upper) if upper else None)

    assert wording.target(indicator, aim) == cell
    assert wording.target_in_words(indicator, aim) == words


def test_what_is_not_known_is_said_and_never_zero() -> None:
    indicator = sample.indicator("1.1", "Taux")
    absent: ReadingContent = sample.reading(2024, None, kind="protected", kind_label="Non recueillie")

    assert wording.reading(indicator, None) == "à compléter"
    assert wording.reading(indicator, absent) == "non recueillie"
    assert wording.target(indicator, None) == "non fixée"
    assert (wording.gap(indicator), wording.gap_unit(indicator), wording.change(indicator)) == ("–", "", "–")


def test_gaps_and_changes_have_their_unit() -> None:
    share = replace(sample.early_interviews(), gap=Decimal("2.5"), change=Decimal("11.2"))

    assert (wording.gap(share), wording.gap_unit(share)) == ("+2,5", "points")
    assert wording.change(share) == f"+11,2{N}points"
    assert wording.change(sample.home_visits()) == f"+56,5{N}%"


def test_the_sentence_on_money_tells_who_receives_what() -> None:
    assert sentence(sample.bas_rhin()) == (
        f"En 2024, l’État soutient le contrat du Bas-Rhin à hauteur de 3{N}031{N}261{N}€, dont "
        f"742{N}500{N}€ issus du fonds d’intervention régional (FIR){N}; s’y ajoutent 713{N}524{N}€ de "
        "crédits de l’ONDAM médico-social, versés directement aux établissements et services sociaux et "
        "médico-sociaux."
    )


def test_a_year_without_funding_lines_says_so_and_draws_nothing() -> None:
    base = sample.bas_rhin()
    empty = replace(base, funding=replace(base.funding, lines=[], by_source=[]))

    assert sentence(empty) == "Aucune ligne de financement n’est renseignée pour 2024."
    assert money_chart(empty) is None


def test_columns_of_amounts_that_nobody_filled_are_left_out() -> None:
    made = money(sample.bas_rhin())

    assert made.line_columns == ["Notifié"]
    assert made.total.cells == [f"3{N}031{N}261{N}€", f"713{N}524{N}€", f"3{N}744{N}785{N}€"]
    assert [row.cells for row in made.summary][3] == ["à compléter"]


def test_the_amounts_of_a_column_have_as_many_decimals() -> None:
    base = sample.bas_rhin()
    first, second, third = base.funding.lines
    lines = [replace(first, paid=Decimal("129703.5")), replace(second, paid=Decimal(136530)), third]
    sums = [replace(one, paid=line.paid) for one, line in zip(base.funding.by_source, lines, strict=True)]

    made = money(replace(base, funding=replace(base.funding, lines=lines, by_source=sums)))

    paid = [f"129{N}703,50{N}€", f"136{N}530,00{N}€"]
    assert [row.cells[1] for row in made.lines] == [*paid, "–"]
    assert made.lines[0].cells[0] == f"2{N}288{N}761{N}€"
    assert [row.cells[3] for row in made.sources] == [*paid, "à compléter"]
    assert made.total.cells[2:] == [f"3{N}744{N}785{N}€", f"266{N}233,50{N}€"]
    cents = replace(base.funding, fir_share=Decimal("742500.5"))
    assert [row.cells[0] for row in summary(cents)][:2] == [f"3{N}031{N}261,00{N}€", f"742{N}500,50{N}€"]


def test_a_source_that_pays_neither_the_departement_nor_establishments_is_not_in_the_legend() -> None:
    base = sample.bas_rhin()
    own = SourceTotal(
        "departement", "Budget du département", zero := Decimal(0), zero, Decimal(5), None, None
    )

    chart = money_chart(
        replace(base, funding=replace(base.funding, by_source=[*base.funding.by_source, own]))
    )

    assert chart is not None
    assert "ONDAM" in chart.svg
    assert "Budget" not in chart.svg


def test_counts_and_tally_agree() -> None:
    tally = sample.bas_rhin().tally

    assert [(one.status, one.count) for one in counts(tally)] == [
        ("reached", 1),
        ("on_track", 0),
        ("behind", 1),
        ("no_target", 1),
        ("no_value", 0),
    ]
    assert tally_sentence(tally) == (
        f"Le contrat retient 3{N}objectifs, tous fondamentaux, et 2{N}actions. "
        f"Leurs résultats sont suivis par 3{N}indicateurs, qui ont tous une valeur pour l’exercice."
    )


def test_the_notes_of_an_indicator_tell_perimeter_source_national_target_and_cause() -> None:
    part = engagement_part(sample.bas_rhin().engagements[0], 2024)

    first, third = part.objectives
    assert first.notes[0].sentences[0] == (
        f"Périmètre{N}: Alsace (67 et 68){N}; source{N}: suivi interne{N}; calcul{N}: 1{N}000 sur 8{N}000."
    )
    assert first.notes[0].sentences[1] == (
        f"Cible nationale, à titre indicatif{N}: au moins 20{N}% à l’horizon 2022."
    )
    assert third.notes[0].sentences[-1] == f"Cause de l’écart{N}: postes vacants."


def test_the_notes_of_an_indicator_tell_what_was_explained_of_it() -> None:
    given = ExplanationContent("P5", "Résultat loin de la cible", "Poste vacant", "Deux départs.", 2023, 2025)
    told = replace(sample.disabled_children(), explanations=[given])
    content = EngagementContent("E1", "Engagement", "", [sample.objective(9, "Objectif", told)])

    part = engagement_part(content, 2024)

    assert part.objectives[0].notes[0].sentences[-1].replace("\u00a0", " ") == (
        "Résultat loin de la cible (règle P5) : poste vacant. Deux départs. "
        "(explication valable de 2023 à 2025)"
    )


def test_each_figure_has_a_note_that_says_whence_it_comes() -> None:
    content = sample.bas_rhin()
    calls = calls_of(content)

    engagement = content.engagements[0]
    first, *_ = engagement_part(engagement, 2024, calls).objectives
    notes = annex(content, calls)

    # Its target was never set, and the nation's is told in the note of the table.
    assert [cell.call for cell in first.rows[0].cells] == [1, 0, 2, 0, 0]
    assert (first.notes[0].call, first.notes[0].sentences[first.notes[0].called][:15]) == (
        3,
        "Cible nationale",
    )
    rows = [row for part in notes.parts for row in part.rows]
    assert [row.call for row in rows] == list(range(1, len(calls) + 1))
    assert (rows[1].code, rows[1].figure, rows[1].value) == ("1.1", "Résultat 2024", f"12,5{N}%")
    assert (rows[1].ratio, rows[1].source, rows[1].note) == (
        f"1{N}000 sur{N}8{N}000, soit 12,5{N}%",
        "Suivi interne, Alsace (67 et 68)",
        sample.SOURCE,
    )
    assert (rows[1].entered, rows[1].seat) == ("12/06/2025, définitive", "Saisie (CeA)")
    assert rows[1].proofs == [f"Relevé de la PMI (releve-pmi.pdf, SHA-256 {'ab' * 6}…)"]
    assert (notes.is_dated, notes.has_proofs) == (True, True)


def test_what_was_frozen_without_origins_has_notes_that_say_what_is_known() -> None:
    aim = sample.early_interviews().national_target
    visits = replace(sample.home_visits(), target=None, baseline=None, national_target=aim)
    objective = sample.objective(3, "Objectif", visits)
    content = replace(sample.bas_rhin(), engagements=[EngagementContent("E1", "Engagement", "", [objective])])

    notes = annex(content, calls_of(content))

    [row, nations] = notes.parts[0].rows
    assert (nations.source, nations.note) == ("Cadre national", "")
    assert (notes.is_dated, notes.has_proofs, row.entered, row.seat) == (False, False, "", "")
    assert (row.source, row.note) == ("Suivi interne, Alsace (67 et 68)", sample.SOURCE)


def test_the_acronyms_of_a_report_are_spelled_out_and_no_other() -> None:
    said = {"summary": "La CRIP et les TISF, non l’ASEQ.", "context": "", "outlook": ""}
    content = replace(sample.bas_rhin(), engagements=[], actions=[], parties=[], **said)

    words = [word for word, _ in acronyms_in(content)]

    assert words == ["ARS", "CRIP", "DGCS", "DGS", "FIR", "ONDAM", "SNPPE", "TISF"]


def test_a_series_is_drawn_from_three_points_on_with_its_missing_years() -> None:
    indicator = sample.disabled_children()
    points = [SeriesPoint(year, Decimal(year - 2010)) for year in (2020, 2022, 2024)]

    chart = series_chart(replace(indicator, series=points))

    assert series_chart(replace(indicator, series=points[:2])) is None
    assert chart is not None
    assert [row[0] for row in chart.table.rows] == ["2020", "2021", "2022", "2023", "2024", "Cible"]
    assert "sans valeur en 2021 et 2023" in chart.sentence


def test_an_action_without_review_is_to_be_completed_and_its_outcome_agrees() -> None:
    part = action_part(
        sample.action(1, "Ouvrir", outcome_count=Decimal(1), outcome_unit="familles", objectives=[3]), 2024
    )

    assert part.texts == []
    assert (part.outcome, part.outcome_unit) == ("1", "famille")
    assert part.card == [("État", "En cours"), ("Objectif", "3")]


def test_decisions_are_printed_once_agreed_and_never_before() -> None:
    content = sample.bas_rhin()
    agreed = sample.agreed(content)

    before = signature_blocks(content.parties, replace(agreed, kind=FrameKind.SUBMITTED))
    after = signature_blocks(content.parties, agreed)

    assert [block.decision for block in before] == ["", "", ""]
    assert [block.decision for block in after] == [
        "Visa donné",
        "Visa donné avec réserves",
        "Visa donné",
    ]


def test_origins_are_listed_once_with_what_they_cover() -> None:
    (origin,) = origins(sample.bas_rhin())

    assert origin.text == sample.SOURCE
    assert origin.subjects == (f"contrat{N}; financements{N}; actions 1 et 2")


def test_the_assembly_lists_each_axis_once_and_the_establishments_credits() -> None:
    annexes = sample.alsace().annexes

    assert axes(annexes) == [sample.ENGAGEMENTS["E1"], sample.ENGAGEMENTS["E2"]]
    assert establishments(annexes) == (
        f"713{N}524{N}€ pour le territoire du Bas-Rhin et 464{N}300{N}€ pour le territoire du Haut-Rhin"
    )


def test_a_frame_is_read_from_plain_data() -> None:
    seal = {
        "kind": "ars",
        "organisation": "ARS Grand Est",
        "decision": "given",
        "decision_label": "Visa donné",
        "statement": "",
        "seat_label": "x",
        "sealed_at": sample.SEALED_AT,
    }
    data = {"edition_number": 2, "frozen_at": "2025-06-12T08:30:00+00:00", "seals": [seal]}

    frame = Frame.read(kind="agreed", canonical="{}", data=data | {"annexes": [data]})

    assert frame.kind == FrameKind.AGREED
    assert frame.edition == f"Édition n°{N}2"
    assert frame.frozen_at == sample.FROZEN_AT
    assert frame.sha256.startswith("44136fa3")
    assert frame.foot == f"Édition n°{N}2 · empreinte 4413{N}6fa3{N}55b3"
    assert frame.seals[0].organisation == "ARS Grand Est"
    assert frame.of_annex(0, b"{}", b"").kind == FrameKind.AGREED
    assert frame.of_annex(1, b"{}", b"").kind == FrameKind.DRAFT


def test_a_draft_has_neither_number_nor_date() -> None:
    frame = Frame.read(kind="draft", canonical="{}", data={})

    assert (frame.edition, frame.frozen_at, frame.is_draft) == ("Projet", None, True)


def test_a_target_within_a_sentence_bears_its_unit() -> None:
    visits = sample.home_visits()

    said = wording.target_in_words(visits, TargetContent(2024, "at_least", "Au moins", Decimal(600), None))

    assert said == f"au moins 600{N}{visits.unit}"


def test_the_targets_reached_are_counted_among_those_that_can_be_judged() -> None:
    tally = replace(sample.bas_rhin().tally, reached=1, on_track=1, behind=1, without_target=4)

    assert headline(tally) == {
        "figure": "1 sur 3",
        "words": "indicateurs évaluables dont la cible est atteinte",
    }


@pytest.mark.parametrize(
    ("reached", "behind", "told"),
    [
        (2, 6, "Sur 8 indicateurs évaluables, 2 atteignent leur cible."),
        (1, 2, "Sur 3 indicateurs évaluables, 1 atteint sa cible."),
        (0, 2, "Sur 2 indicateurs évaluables, aucun n’atteint sa cible."),
        (2, 0, "Sur 2 indicateurs évaluables, tous atteignent leur cible."),
        (1, 0, "Le seul indicateur évaluable atteint sa cible."),
        (0, 1, "Le seul indicateur évaluable n’atteint pas sa cible."),
        (0, 0, "Aucune cible n’est évaluable pour l’exercice."),
    ],
)
def test_the_targets_reached_are_told_in_a_sentence(reached: int, behind: int, told: str) -> None:
    assert headline_sentence(replace(sample.bas_rhin().tally, reached=reached, behind=behind)) == told


@pytest.mark.parametrize(
    ("known", "count", "told"),
    [
        (5, 8, f"8{N}indicateurs, dont 5 ont une valeur pour l’exercice."),
        (1, 8, f"8{N}indicateurs, dont 1 a une valeur pour l’exercice."),
        (0, 8, f"8{N}indicateurs, dont aucun n’a de valeur pour l’exercice."),
        (8, 8, f"8{N}indicateurs, qui ont tous une valeur pour l’exercice."),
        (1, 1, f"1{N}indicateur, qui a une valeur pour l’exercice."),
        (0, 1, f"1{N}indicateur, qui n’a pas de valeur pour l’exercice."),
        (0, 0, "Aucun indicateur ne suit leurs résultats."),
    ],
)
def test_none_and_all_are_told_as_such(known: int, count: int, told: str) -> None:
    tally = replace(sample.bas_rhin().tally, with_result=known, indicators=count)

    assert tally_sentence(tally).endswith(told)


def test_objectives_that_are_all_fundamental_are_said_to_be() -> None:
    tally = replace(sample.bas_rhin().tally, objectives=3, fundamental=3)

    assert tally_sentence(tally).startswith(f"Le contrat retient 3{N}objectifs, tous fondamentaux, et")
    assert f"3{N}objectifs, dont 1{N}fondamental," in tally_sentence(replace(tally, fundamental=1))


def test_where_no_target_can_be_judged_the_results_are_counted() -> None:
    tally = replace(sample.bas_rhin().tally, reached=0, on_track=0, behind=0, with_result=2, indicators=7)

    assert headline(tally) == {
        "figure": "2 sur 7",
        "words": "indicateurs renseignés, sans cible évaluable",
    }


def test_an_action_of_which_nothing_is_told_of_the_year_says_so_beside_its_purpose() -> None:
    bare = sample.action(1, "Visites", purpose="Aller au domicile.", done="", difficulties="", next_steps="")
    untold = action_part(replace(bare, outcome_count=None), 2024)
    told = action_part(replace(bare, outcome_count=Decimal(3)), 2024)

    assert (untold.is_unreviewed, told.is_unreviewed) == (True, False)
    assert untold.texts == [("Objet", "Aller au domicile.")]


def test_what_was_not_written_is_said_in_every_edition() -> None:
    content = replace(sample.bas_rhin(), summary="", context="", outlook="")

    printed = render_report_html(content, frame=sample.submitted(content))

    for missing in ("Résumé", "Contexte", "Perspectives"):
        assert f"{missing}{N}: à compléter." in printed
