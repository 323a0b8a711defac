"""A block copied from a spreadsheet: where it falls, what each cell would do, what is refused and why."""

from decimal import Decimal
from typing import Any

import pytest

from indicators.enums import ImportKind, ImportState, ValueKind
from indicators.imports.actions import apply_batch, bring, plan_of, undo_batch
from indicators.models import Applicability, ImportBatch, Measurement, Target
from indicators.pasting import block_of
from tests.factories import IndicatorFactory, MeasurementFactory

URL = "/contrats/67-2020/indicateurs/2024/collage/"


@pytest.fixture
def paste(contract_67: Any, editor_67: Any, rate: Any) -> Any:
    """`paste(text, "result")` is the batch of a block whose first cell falls on the rate."""

    def _paste(text: str, column: str = "result") -> ImportBatch:
        content = block_of(rate.pk, column, text).written()
        return bring(ImportKind.PASTE, contract_67, 2024, "Collage.tsv", content, editor_67)

    return _paste


def told(batch: ImportBatch, **answers: str) -> list[tuple[str, str, str]]:
    """Each cell of the plan: its name, what becomes of it, what it would hold."""
    return [(one.subject, str(one.standing), one.after) for one in plan_of(batch, answers).proposals]


def test_a_column_falls_down_the_rows_of_the_page(paste, contract_67, rate):
    MeasurementFactory(indicator=rate, contract=contract_67)

    batch = paste("13,5 %\r\n5\u202f078\r\n")

    assert told(batch) == [
        ("1.1, résultat 2024", "changed", "13,5\u00a0%"),
        ("3.1, résultat 2024", "new", "5\u00a0078\u00a0visites"),
    ]
    assert plan_of(batch).proposals[0].before == "12,5\u00a0%"
    assert Measurement.objects.count() == 1


def test_a_block_falls_across_baseline_target_and_years(paste, contract_67, rate):
    MeasurementFactory(indicator=rate, contract=contract_67, year=2023, value=Decimal(11))

    assert told(paste("1,3\t≥ 20\t\t\t\t11 %\t12,5", "baseline")) == [
        ("1.1, référence", "new", "1,3\u00a0%"),
        ("1.1, cible 2024", "new", "au moins 20\u00a0%"),
        ("1.1, 2023", "unchanged", ""),
        ("1.1, résultat 2024", "new", "12,5\u00a0%"),
    ]


def test_what_falls_on_what_is_only_read_is_refused_unless_it_is_the_same(paste, contract_67, rate):
    MeasurementFactory(indicator=rate, contract=contract_67, year=2023, value=Decimal(11))

    assert [standing for _, standing, _ in told(paste("9", "2023"))] == ["refused"]


def said(batch: ImportBatch, **answers: str) -> list[str]:
    """What is told of the block as a whole."""
    plan = plan_of(batch, answers)
    faults = [f"{one.origin or ''} {one.message}".strip().replace("\u00a0", " ") for one in plan.faults]
    return [*faults, *(one.replace("\u00a0", " ") for one in plan.notices)]


def test_what_falls_beyond_the_page_is_told_once(paste):
    batch = paste("1\t2\t3\t4\t5\n6\n7\n\n8")

    assert told(batch) == [
        ("1.1, résultat 2024", "new", "1\u00a0%"),
        ("1.1, évolution", "refused", ""),
        ("1.1, état", "refused", ""),
        ("1.1, tendance", "refused", ""),
        ("3.1, résultat 2024", "new", "6\u00a0visites"),
    ]
    assert said(batch) == [
        "2 lignes du bloc tombent sous la dernière de la page (lignes 3 à 5).",
        "1 colonne du bloc tombe à droite de la dernière de la page (colonne E).",
    ]


def test_a_column_of_codes_says_where_each_row_goes(paste, contract_67, visits):
    """The cursor stands on 1.1, the first row; the block begins by 3.1."""
    batch = paste("3.1\t5078\n1.1\t12,5")

    assert told(batch) == [
        ("3.1, résultat 2024", "new", "5\u00a0078\u00a0visites"),
        ("1.1, résultat 2024", "new", "12,5\u00a0%"),
    ]
    assert said(batch) == []


@pytest.mark.parametrize(
    "names",
    ["Indicateur 3.1\t5", "3.1 Indicateur 3.1 Détails de l’indicateur 3.1\t5", "3.1\tINDICATEUR 3.1\t5"],
)
def test_titles_name_the_rows_too(paste, names):
    assert told(paste(names)) == [("3.1, résultat 2024", "new", "5\u00a0visites")]


@pytest.mark.parametrize("code", ["L1", "l1", " L\u00a01 ", "Indicateur l1", "l1 permanences TENUES"])
def test_a_code_is_read_as_people_write_it(paste, contract_67, code):
    objective = contract_67.framework.objectives.get(number=3)
    IndicatorFactory(contract=contract_67, objective=objective, code="L1", label="Permanences tenues")

    [(subject, standing, _)] = told(paste(f"{code}\t5"))

    assert (subject, standing) == ("L1, résultat 2024", "new")


def test_what_names_no_indicator_is_told_once_a_row(paste):
    batch = paste("Code\tCible\tRésultat\n9.9\t20\t7\n1.1\t20\t12,5\n\t1\t2\n3.1\t\t5\nTotal\t\t")

    assert [name for name, _, _ in told(batch)] == [
        "1.1, cible 2024",
        "1.1, résultat 2024",
        "3.1, résultat 2024",
    ]
    assert said(batch) == [
        "ligne 2 « 9.9 » n’est pas un indicateur de cette page : la ligne n’est pas lue.",
        "ligne 4 Cette ligne ne nomme aucun indicateur de la page : elle n’est pas lue.",
    ]


def test_an_indicator_named_twice_is_read_nowhere(paste):
    batch = paste("Code\t2024\n1.1\t12\n1.1\t13\n3.1\t5")

    assert [name for name, _, _ in told(batch)] == ["3.1, résultat 2024"]
    assert said(batch) == ["L’indicateur 1.1 est sur plusieurs lignes du bloc (2 et 3) : n’en gardez qu’une."]


def test_a_row_of_years_says_where_each_column_goes(paste, contract_67, rate):
    MeasurementFactory(indicator=rate, contract=contract_67, year=2023, value=Decimal(11))
    batch = paste("Code\tUnité\t2019\t2023\t2024\n1.1\t%\t1,3\t11\t12,5", "baseline")

    assert told(batch) == [
        ("1.1, référence", "new", "1,3\u00a0%"),
        ("1.1, 2023", "unchanged", ""),
        ("1.1, résultat 2024", "new", "12,5\u00a0%"),
    ]
    assert said(batch) == [
        "Colonnes du bloc qui ne sont pas de cette page, laissées de côté : « Unité » (B)."
    ]


def test_a_row_of_years_is_understood_without_codes(paste):
    assert told(paste("Résultat 2024\n12,5\n5", "target")) == [
        ("1.1, résultat 2024", "new", "12,5\u00a0%"),
        ("3.1, résultat 2024", "new", "5\u00a0visites"),
    ]


def test_years_alone_in_a_column_are_values(paste, contract_67, visits):
    assert [name for name, _, _ in told(paste("12\n2024"))] == ["1.1, résultat 2024", "3.1, résultat 2024"]
    assert told(paste("20,24\n2023"))[1] == ("3.1, résultat 2024", "new", "2\u00a0023\u00a0visites")


def test_codes_that_could_be_values_are_asked_about(paste):
    batch = paste("1,1\t20", "baseline")
    [question] = plan_of(batch).questions

    assert (
        question.text.replace("\u00a0", " ")
        == "La première colonne du bloc (1,1) nomme-t-elle les indicateurs ?"
    )
    assert told(batch) == []
    assert told(batch, file="headings=take") == [("1.1, référence", "new", "20\u00a0%")]
    assert told(batch, file="headings=leave") == [
        ("1.1, référence", "new", "1,1\u00a0%"),
        ("1.1, cible 2024", "new", "au moins 20\u00a0%"),
    ]


def test_a_row_named_goes_to_its_indicator_even_where_a_filter_hides_it(rate, visits, contract_67, editor_67):
    block = block_of(rate.pk, "result", "Indicateur 3.1\t5", shown=str(rate.pk))
    batch = bring(ImportKind.PASTE, contract_67, 2024, "Collage.tsv", block.written(), editor_67)

    assert told(batch) == [("3.1, résultat 2024", "new", "5\u00a0visites")]


def test_a_hostile_heading_is_read_at_once(paste):
    batch = paste(f"\t{'a ' * 4000}!\nIndicateur 3.1\t5")

    assert told(batch) == []
    assert said(batch) == [
        f"Colonnes du bloc qui ne sont pas de cette page, laissées de côté : « {'a ' * 29}a » (B)."
    ]


TWO_ROWS = "Code\t2023\t\t2024\t\n\tCible\tRésultat\tCible\tRésultat\n1.1\t18\t11\t20\t12,5"


def test_titles_on_two_rows_are_read_together(paste, contract_67, rate):
    MeasurementFactory(indicator=rate, contract=contract_67, year=2023, value=Decimal(11))
    batch = paste(TWO_ROWS)

    assert told(batch) == [
        ("1.1, 2023", "unchanged", ""),
        ("1.1, cible 2024", "new", "au moins 20\u00a0%"),
        ("1.1, résultat 2024", "new", "12,5\u00a0%"),
    ]
    assert said(batch) == [
        "Colonnes du bloc qui ne sont pas de cette page, laissées de côté : « 2023 Cible » (B)."
    ]


def test_measures_stand_above_years_and_a_text_above_the_whole_table(paste):
    batch = paste("Bilan 2020-2024\nCode\tRéférence\tCible\t\n\t\t2023\t2024\n1.1\t1,3\t18\t20")

    assert told(batch) == [
        ("1.1, référence", "new", "1,3\u00a0%"),
        ("1.1, cible 2024", "new", "au moins 20\u00a0%"),
    ]


def test_the_year_above_the_whole_table_is_that_of_its_columns(paste):
    assert told(paste("Exercice 2023\t\t\nCode\tCible\tRésultat\n1.1\t20\t12")) == [
        ("1.1, 2023", "refused", "")
    ]
    assert [name for name, _, _ in told(paste("Exercice 2024\t\t\nCode\tCible\tRésultat\n1.1\t20\t12"))] == [
        "1.1, cible 2024",
        "1.1, résultat 2024",
    ]


def test_a_merged_title_covers_what_the_spreadsheet_merged_and_no_more(rate, contract_67, editor_67):
    text = "Code\t2024\t\t\n\tCible\tRésultat\tRésultat\n1.1\t20\t12\t9"
    block = block_of(rate.pk, "result", text, spans="0.1.2,,0.x.2,1.1")
    batch = bring(ImportKind.PASTE, contract_67, 2024, "Collage.tsv", block.written(), editor_67)

    assert block.spans == {(0, 1): 2}
    assert [name for name, _, _ in told(batch)] == ["1.1, cible 2024", "1.1, résultat 2024"]
    assert said(batch) == ["Colonne D (« Résultat ») laissée de côté : le titre ne dit pas de quelle année."]


COVERS = "ce titre couvre plusieurs colonnes, sans dire ce que tient chacune."
YEAR_ALONE = "le titre dit une année, sans dire si c’est la cible ou le résultat."
AMONG_NAMES = "elle est à gauche d’une colonne qui nomme les indicateurs."
ELSEWHERE = "Colonnes du bloc qui ne sont pas de cette page, laissées de côté :"


@pytest.mark.parametrize(
    ("titles", "why"),
    [
        (
            "Code\t2024\t",
            [f"Colonne B (« 2024 ») laissée de côté : {COVERS}", "Colonne C sans titre : laissée de côté."],
        ),
        ("Code\t2024\t2023\n\t\tRésultat", [f"Colonne B (« 2024 ») laissée de côté : {YEAR_ALONE}"]),
        (
            "Code\tRéférence 2023\tCible 2023",
            [f"{ELSEWHERE} « Référence 2023 » (B) et « Cible 2023 » (C)."],
        ),
        (
            "Code\tCible\tRésultat\n\t\t2023",
            ["Colonne B (« Cible ») laissée de côté : le titre ne dit pas de quelle année."],
        ),
        ("Code\tPrévu\tAtteint", [f"{ELSEWHERE} « Prévu » (B) et « Atteint » (C)."]),
        (
            "Code\t2024\t2024\n\tRésultat 2023\tPrévu",
            [f"{ELSEWHERE} « 2024 Résultat 2023 » (B) et « 2024 Prévu » (C)."],
        ),
    ],
)
def test_a_column_whose_meaning_is_not_certain_is_left_aside_and_told(paste, titles, why):
    batch = paste(f"{titles}\n1.1\t20\t12")

    assert not any(standing in {"new", "changed"} for _, standing, _ in told(batch))
    assert said(batch) == why


def test_a_column_without_a_title_is_told(paste):
    batch = paste("Code\tRésultat\t\t\n1.1\t12\t20\t\n3.1\t5\t\t")

    assert [name for name, _, _ in told(batch)] == ["1.1, résultat 2024", "3.1, résultat 2024"]
    assert said(batch) == ["Colonne C sans titre : laissée de côté."]


@pytest.mark.parametrize(
    ("titles", "column"),
    [
        ("Résultat\tRéalisé", "résultat 2024"),
        ("Résultat 2024\tRésultat 2024", "résultat 2024"),
        ("Cible\tObjectif", "cible 2024"),
        ("Référence 2019\tRéférence", "référence"),
    ],
)
def test_two_columns_of_one_meaning_are_refused_up_front(paste, titles, column):
    batch = paste(f"Code\t{titles}\n1.1\t12\t13\n3.1\t5\t6")

    assert told(batch) == []
    assert said(batch) == [f"Deux colonnes du bloc vont à « {column} » (B et C) : n’en gardez qu’une."]
    assert [name for name, _, _ in told(paste(f"Code\t{titles}\n1.1\t\t13"))] == [f"1.1, {column}"]


def test_a_table_of_other_indicators_is_never_taken_for_figures(paste):
    others = "".join(f"{number}.1\t{number}\n" for number in range(7, 17))
    batch = paste(f"Code\tRésultat 2024\n{others}1.1\t12")

    assert told(batch) == [("1.1, résultat 2024", "new", "12\u00a0%")]
    assert said(batch) == [
        "10 lignes nomment des indicateurs que cette page ne montre pas : 7.1, 8.1, 9.1, 10.1, 11.1, 12.1,"
        " 13.1, 14.1, 15.1, 16.1. Elles ne sont pas lues."
    ]
    assert told(paste(f"Code\tRésultat 2024\n{others}")) == []
    assert told(paste("N°\tLibellé de l’indicateur\tRésultat\n1\tTaux de visites\t5")) == []


@pytest.mark.parametrize(
    "text",
    [
        "7.1\t5\n8.1\t6",
        "7.1\t5\n8.1\t6\n1.1\t7",
        "7,1\t5\n8,1\t6\n1,1\t7",
        "Taux de visites\t5\nTaux de retours\t6",
        "Référence\tCible\n1,1\t20",
    ],
)
def test_what_may_name_is_asked_about(paste, text):
    batch = paste(text, "baseline")

    assert [one.about for one in plan_of(batch).questions] == ["headings"]
    assert told(batch) == []
    assert told(batch, file="headings=leave")


def test_a_figure_alike_a_code_beside_the_codes_is_a_figure(paste):
    batch = paste("Code\tCible\tRésultat\n1.1\t3,1\t5\n3.1\t1,1\t6")

    assert [name for name, _, _ in told(batch)][:2] == ["1.1, cible 2024", "1.1, résultat 2024"]
    assert told(paste("1.1\t3,1\t5\n3.1\t1,1\t6", "target"))[0] == (
        "1.1, cible 2024",
        "new",
        "au moins 3,1\u00a0%",
    )


@pytest.mark.parametrize("date", ["02/01/2024", "2024-01-02", "02-janv", "2 févr. 2024", "janv-24"])
def test_codes_that_became_dates_are_refused_with_the_reason(paste, date):
    [refusal] = said(paste(f"{date}\t5\n01/03/2024\t6"))
    assert refusal.startswith(
        f"La colonne A du bloc tient des dates ({date}, 01/03/2024) là où des codes sont"
    )

    batch = paste(f"{date}\t5\n3.1\t6")
    assert [name for name, _, _ in told(batch)] == ["3.1, résultat 2024"]
    assert said(batch)[0].startswith(
        f"ligne 1 « {date} » est une date : le tableur a sans doute changé un code"
    )


def test_a_first_row_of_years_alone_is_asked_about(paste, visits):
    assert plan_of(paste("2019\t2023\n2020\t2024", "baseline")).waits
    batch = paste("2019\t2023\n100\t110", "baseline")
    [question] = plan_of(batch).questions

    assert question.text.replace("\u00a0", " ") == (
        "La première ligne du bloc (2019, 2023) dit-elle l’année de chaque colonne ?"
    )
    assert told(batch) == []
    assert [name for name, _, _ in told(batch, file="titles=take")] == ["1.1, référence", "1.1, 2023"]
    assert [name for name, _, _ in told(batch, file="titles=leave")] == [
        "1.1, référence",
        "1.1, cible 2024",
        "3.1, référence",
        "3.1, cible 2024",
    ]


def test_a_row_whose_code_and_title_disagree_is_told_so(paste):
    batch = paste("Code\tIndicateur\tRésultat\n1.1\tIndicateur 3.1\t12\n3.1\tTitre revu\t5")

    assert told(batch) == [("3.1, résultat 2024", "new", "5\u00a0visites")]
    assert said(batch) == [
        "ligne 2 Cette ligne nomme à la fois les indicateurs 1.1 et 3.1 : elle n’est pas lue."
    ]


def test_a_column_before_the_names_is_told(paste):
    assert said(paste("4\t1.1\t12\n5\t3.1\t5")) == ["Colonne A sans titre : laissée de côté."]
    assert said(paste("Objectif\tCode\tRésultat\n4\t1.1\t12")) == [
        f"Colonne A (« Objectif ») laissée de côté : {AMONG_NAMES}"
    ]


def test_names_after_the_figures_are_not_taken_for_positions(paste):
    assert [name for name, _, _ in told(paste("Code\tRésultat\tLibellé\n3.1\t5\tIndicateur 3.1"))] == [
        "3.1, résultat 2024"
    ]
    batch = paste("Résultat\tCode\n5\t3.1")
    assert told(batch) == []
    assert said(batch) == [f"Colonne A (« Résultat ») laissée de côté : {AMONG_NAMES}"]


@pytest.mark.parametrize("cells", ["2023", "Cible", "Résultat 2023"])
def test_a_column_that_says_the_year_or_the_measure_of_each_row_is_refused(paste, cells):
    batch = paste(f"Code\tAnnée\tRésultat\n1.1\t2024\t12\n3.1\t{cells}\t5")

    assert told(batch) == []
    assert said(batch)[0].startswith(
        f"La colonne B (« Année ») dit l’année ou la nature de chaque ligne (2024, {cells})"
    )
    assert told(paste(f"\tCode\tRésultat\n{cells}\t3.1\t5")) == []
    assert len(told(paste("Code\tAnnée\tRésultat\n1.1\t2024\t12\n3.1\t2024\t5"))) == 2


def test_the_preview_tells_whether_the_block_says_its_places(paste):
    assert plan_of(paste("Code\tRésultat\n1.1\t12")).is_elsewhere
    assert not plan_of(paste("12\n5")).is_elsewhere


@pytest.mark.parametrize(
    ("typed", "standing"),
    [
        ("1.234", "asked"), ("nd", "asked"), ("=1+1", "refused"), ("12..5", "refused"), ("120", "refused"),
        ("#N/A", "refused"), ("<script>", "refused"), ("x" * 5000, "refused"),
    ],
)  # fmt: skip
def test_each_cell_has_the_verdict_it_would_have_had_typed(paste, typed, standing):
    assert [one for _, one, _ in told(paste(f"{typed}\n"))] == [standing]


def test_a_blank_leaves_its_cell_alone(paste, contract_67, rate):
    MeasurementFactory(indicator=rate, contract=contract_67)

    assert told(paste("\u00a0\n7")) == [("3.1, résultat 2024", "new", "7\u00a0visites")]


def test_an_answer_settles_a_doubt(paste, editor_67):
    batch = paste("nd\n7")

    apply_batch(batch, {"paste-1-A": "value=absence:not_yet_known"}, False, editor_67)

    kinds = Measurement.objects.order_by("indicator__code").values_list("kind", "value")
    assert list(kinds) == [(ValueKind.NOT_YET_KNOWN, None), (ValueKind.KNOWN, 7)]


def test_a_block_is_applied_at_once_and_undone_at_once(paste, contract_67, rate, editor_67):
    row = MeasurementFactory(indicator=rate, contract=contract_67)

    batch = apply_batch(paste("≤ 20\t\t\t\t\t13\n≥ 9\t\t\t\t\t7", "target"), {}, False, editor_67)
    written = (Measurement.objects.count(), Target.objects.count())
    undo_batch(batch, editor_67)

    row.refresh_from_db()
    batch.refresh_from_db()
    assert written == (2, 2)
    assert (row.value, Measurement.objects.count(), Target.objects.count()) == (Decimal("12.5"), 1, 0)
    assert batch.state == ImportState.UNDONE


def test_an_indicator_without_object_takes_no_value(paste, contract_67, visits):
    Applicability.objects.create(indicator=visits, territory=contract_67.territory, reason="Sans PMI.")

    assert [one.standing for one in plan_of(paste("5\n7")).proposals] == ["new", "refused"]


def test_the_page_of_a_paste_leads_to_its_preview(sign_in, editor_67, rate):
    browser = sign_in(editor_67)

    answer = browser.post(URL, {"row": rate.pk, "column": "result", "text": "12,5\n7"}, follow=True)

    assert answer.status_code == 200
    assert "2 valeurs à enregistrer" in answer.content.decode().replace("\u00a0", " ")
    assert not Measurement.objects.exists()


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"text": "\t\n"}, "aucune valeur"),
        ({"text": ""}, "aucune valeur"),
        ({"text": "1.1;12\n3.1;5\n"}, "séparé par des points-virgules"),
        ({"text": "1\n" * 501}, "dépasse 500 lignes"),
        ({"text": "1\t" * 41}, "40 colonnes"),
        ({"row": "999999"}, "n’est plus sur la page"),
        ({"row": "²"}, "n’est plus sur la page"),
        ({"column": "total"}, "n’est plus sur la page"),
        ({"column": "\n\n"}, "n’est plus sur la page"),
    ],
)
def test_a_block_that_cannot_be_placed_is_refused_with_its_reason(sign_in, editor_67, rate, sent, why):
    data = {"row": rate.pk, "column": "result", "text": "5"} | sent

    answer = sign_in(editor_67).post(URL, data)

    assert answer.status_code == 422
    assert why in answer.json()["message"].replace("\u00a0", " ")


@pytest.mark.parametrize(("seat", "status"), [("reader_67", 403), ("prefecture_67", 403), ("editor_17", 404)])
def test_others_paste_nothing(sign_in, request, contract_67, seat, status):
    assert sign_in(request.getfixturevalue(seat)).post(URL, {"text": "5"}).status_code == status
    assert not ImportBatch.objects.exists()
