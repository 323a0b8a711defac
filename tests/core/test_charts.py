from decimal import Decimal
from xml.etree import ElementTree

import pytest

from core.charts import (
    Bar,
    ChartTable,
    Mark,
    Point,
    Series,
    Stack,
    bullet,
    horizontal_bars,
    series_line,
    sparkline,
    stacked_bar,
)
from core.charts.palette import TONES

SVG = "{http://www.w3.org/2000/svg}"
PRESENTATION = {
    "class", "role", "viewBox",
    "width", "height", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "d",
    "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linejoin",
    "stroke-linecap", "font-family", "font-size", "font-weight", "text-anchor",
}  # fmt: skip
HOSTILE = '</title><script>alert(1)</script>" onload="x" & \x00\u202e{{ x }}'

EPP = [
    Point("2019", Decimal("1.3")),
    Point("2020", Decimal("3.1")),
    Point("2021", None, absence="non collecté"),
    Point("2022", Decimal("7.4")),
    Point("2023", Decimal("12.5"), is_provisional=True),
]
BARS = [Bar("FIR", Decimal(742500)), Bar("ONDAM", Decimal(0)), Bar("Département", None)]
STACKS = [
    Stack("Bas-Rhin", (Decimal(3000000), Decimal(1000000))),
    Stack("Haut-Rhin", (Decimal(2000000), None)),
]


def all_charts(label="Bas-Rhin"):
    points = [Point(label, Decimal("1.3")), Point("2020", None, absence=label), Point("2021", Decimal(-4))]
    marks = {
        "baseline": Mark(label, Decimal("1.3")),
        "result": Mark(label, Decimal("12.5")),
        "target": Mark(label, Decimal(80), Decimal(90)),
    }
    return [
        horizontal_bars(
            [Bar(label, Decimal(-5)), Bar(label, None), Bar(label, Decimal(7), rank=4)], title=label
        ),
        stacked_bar([Stack(label, (Decimal(5), None, Decimal(9)))], [label, "b", "c"], title=label),
        stacked_bar([Stack(label, (1, 2)), Stack(label, (0, 4))], [label, label], title=label),
        series_line([Series(label, points)], title=label, unit=label, target=Decimal(6), target_label=label),
        series_line([Series(label, points), Series("b", points[::-1])], title=label, unit="%"),
        sparkline(points, title=label, target=Decimal(3)),
        bullet(title=label, **marks, unit="%"),
    ]


def parsed(chart):
    return ElementTree.fromstring(chart.svg)  # noqa: S314 (our own output)


def texts(chart):
    return [element.text for element in parsed(chart).iter(f"{SVG}text")]


def shapes(chart, name, **attributes):
    return [
        element
        for element in parsed(chart).iter(f"{SVG}{name}")
        if all(element.get(key.replace("_", "-")) == value for key, value in attributes.items())
    ]


@pytest.mark.parametrize("rank", range(7))
def test_a_chart_is_one_image_read_by_its_title(rank):
    chart = all_charts()[rank]
    root = parsed(chart)

    assert (root.tag, root.get("role"), root.get("class")) == (f"{SVG}svg", "img", "chart")
    assert [child.text for child in root if child.tag == f"{SVG}title"] == [chart.sentence]
    assert root[0].tag == f"{SVG}title"
    assert chart.svg.__html__() is chart.svg


@pytest.mark.parametrize("rank", range(7))
def test_a_chart_has_presentation_attributes_alone(rank):
    elements = list(parsed(all_charts()[rank]).iter())

    assert {element.tag.removeprefix(SVG) for element in elements} <= {
        "svg", "title", "text", "rect", "line", "path", "circle",
    }  # fmt: skip
    assert {name for element in elements for name in element.attrib} <= PRESENTATION


@pytest.mark.parametrize("rank", range(7))
def test_no_label_can_break_out_of_a_chart(rank):
    chart = all_charts(HOSTILE)[rank]

    assert "<script" not in chart.svg
    assert not {name for element in parsed(chart).iter() for name in element.attrib if name.startswith("on")}


def test_bars_are_read_as_a_list_and_doubled_by_a_table():
    chart = horizontal_bars(BARS, title="Crédits 2024", headers=("Source", "Montant"))

    assert chart.sentence.replace("\u00a0", " ") == (
        "Crédits 2024 : FIR, 742 500 € ; ONDAM, 0 € ; Département, à compléter."
    )
    assert chart.table == ChartTable(
        "Crédits 2024",
        ("Source", "Montant"),
        (
            ("FIR", "742\u00a0500\u00a0€"),
            ("ONDAM", "0\u00a0€"),
            ("Département", "à compléter"),
        ),
    )


def test_the_unknown_is_said_and_never_drawn_as_zero():
    chart = horizontal_bars(BARS, title="Crédits 2024")

    assert len(shapes(chart, "rect", fill=TONES[0].colour)) == 1
    assert len(shapes(chart, "line")) == 2
    assert texts(chart)[-1] == "à compléter"


def test_a_long_list_is_left_to_its_table():
    chart = horizontal_bars([Bar(f"n{rank}", rank) for rank in range(10)], title="Suite", unit="")

    assert chart.sentence.endswith("n7, 7\u00a0; et 2 autres dans le tableau.")
    assert len(chart.table.rows) == 10


def test_stacked_bars_say_their_parts_and_what_is_missing():
    chart = stacked_bar(STACKS, ["P304", "FIR"], title="Crédits", unit="")

    assert chart.sentence.replace("\u00a0", " ") == (
        "Crédits : Bas-Rhin, 4 000 000 (P304 : 3 000 000, FIR : 1 000 000) ; "
        "Haut-Rhin, 2 000 000 (incomplet) (P304 : 2 000 000, FIR : à compléter)."
    )
    assert chart.table.headers == ("Intitulé", "P304", "FIR", "Total")
    assert [row[-1].replace("\u00a0", " ") for row in chart.table.rows] == [
        "4 000 000",
        "2 000 000 (incomplet)",
    ]


def test_one_stacked_bar_has_its_shares_in_the_legend():
    chart = stacked_bar(STACKS[:1], ["P304", "FIR"], title="Crédits", decimals=0)

    assert "1\u00a0000\u00a0000\u00a0€ (25,0\u00a0%)" in texts(chart)


@pytest.mark.parametrize("values", [(1,), (1, -2)])
def test_a_stacked_bar_refuses_what_it_cannot_show(values):
    with pytest.raises(ValueError, match="une valeur positive ou inconnue par série"):
        stacked_bar([Stack("Bas-Rhin", values)], ["P304", "FIR"], title="Crédits")


def test_a_line_is_read_from_its_first_year_to_its_last():
    chart = series_line([Series("EPP", EPP)], title="Taux d’EPP", unit="%", decimals=1, target=Decimal(20))

    assert chart.sentence.replace("\u00a0", " ") == (
        "Taux d’EPP : de 1,3 % en 2019 à 12,5 % (provisoire) en 2023, sans valeur en 2021 ; cible : 20,0 %."
    )
    assert chart.table == ChartTable(
        "Taux d’EPP",
        ("Année", "EPP"),
        (
            ("2019", "1,3\u00a0%"),
            ("2020", "3,1\u00a0%"),
            ("2021", "non collecté"),
            ("2022", "7,4\u00a0%"),
            ("2023", "12,5\u00a0% (provisoire)"),
            ("Cible", "20,0\u00a0%"),
        ),
    )


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ([], "T : aucune valeur connue."),
        ([None, None], "T : aucune valeur connue."),
        ([None, 3], "T : 3 en 2001, sans valeur en 2000."),
        ([3, 9, 1, 4], "T : de 3 en 2000 à 4 en 2003, maximum 9 en 2001, minimum 1 en 2002."),
    ],
)
def test_a_line_says_what_stands_out(values, sentence):
    points = [Point(str(2000 + rank), value) for rank, value in enumerate(values)]

    assert sparkline(points, title="T").sentence.replace("\u00a0", " ") == sentence
    assert series_line([Series("V", points)], title="T").sentence.replace("\u00a0", " ") == sentence


def test_a_line_never_bridges_a_missing_year():
    chart = series_line([Series("EPP", EPP)], title="Taux d’EPP", unit="%")

    paths = [path.get("d") for path in shapes(chart, "path", stroke=TONES[0].colour)]
    assert [path.count("L") for path in paths] == [1, 1]
    assert "–" in texts(chart)


def test_a_provisional_value_is_hollow():
    chart = series_line([Series("EPP", EPP)], title="Taux d’EPP", unit="%")

    assert [circle.get("fill") for circle in shapes(chart, "circle")] == [TONES[0].colour] * 3 + ["#ffffff"]


def test_series_differ_by_their_dashes_and_their_marks():
    chart = series_line([Series("SNDS", EPP), Series("Interne", EPP)], title="EPP", unit="%")

    dashes = {path.get("stroke-dasharray") for path in shapes(chart, "path")}
    assert dashes == {None, TONES[1].dashes}
    assert chart.table.headers == ("Année", "SNDS", "Interne")


def test_a_bullet_places_the_reference_the_result_and_the_target():
    chart = bullet(
        title="Taux d’EPP",
        baseline=Mark("Référence 2019", Decimal("1.3")),
        result=Mark("Résultat 2024", Decimal("12.5")),
        target=Mark("Cible 2025", Decimal(20), sign="≥"),
        unit="%",
        decimals=1,
    )

    assert chart.sentence.replace("\u00a0", " ") == (
        "Taux d’EPP : Référence 2019, 1,3 % ; Résultat 2024, 12,5 % ; Cible 2025, ≥ 20,0 %."
    )
    start, end = (float(circle.get("cx")) for circle in shapes(chart, "circle"))
    assert start < end < float(shapes(chart, "line")[0].get("x1"))


def test_a_bullet_shows_a_range_and_an_unknown_result():
    chart = bullet(
        title="BSEM",
        baseline=Mark("Référence", 78),
        result=Mark("Résultat", None),
        target=Mark("Cible", 80, upto=90),
        unit="%",
    )

    assert chart.table.rows == (
        ("Référence", "78\u00a0%"),
        ("Résultat", "à compléter"),
        ("Cible", "de 80 à 90\u00a0%"),
    )
    assert (len(shapes(chart, "circle")), len(shapes(chart, "line"))) == (1, 2)


def test_nothing_to_draw_is_said():
    drawn = [
        texts(horizontal_bars([], title="T")),
        texts(stacked_bar([], ["a"], title="T")),
        texts(series_line([], title="T")),
    ]

    assert drawn == [["Aucune donnée"], ["Aucune donnée"], ["Aucune valeur connue"]]
