"""The strip of values with its box, and the lines with yearly targets and ruptures."""

from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.charts import Canvas, Dot, Point, Quartiles, Series, series_line, strip

SVG = "{http://www.w3.org/2000/svg}"
BOX = Quartiles(Decimal(1), Decimal(5), Decimal(12), Decimal(17), Decimal(34))
DOTS = [Dot("Bas-Rhin", Decimal(12), marked=True), Dot("Nord", Decimal(1)), Dot("Creuse", Decimal(34))]


def drawn(chart):
    return ElementTree.fromstring(chart.svg)  # noqa: S314


def test_a_strip_says_its_five_numbers_the_readers_own_and_the_target():
    chart = strip(DOTS, BOX, title="Taux, 2024", unit="%", target=Decimal(20), target_label="Cible nationale")

    assert chart.sentence == (
        "Taux, 2024\u00a0: 3 valeurs\u00a0; maximum 34\u00a0%\u00a0; troisième quartile 17\u00a0%\u00a0; "
        "médiane 12\u00a0%\u00a0; premier quartile 5\u00a0%\u00a0; minimum 1\u00a0%\u00a0; "
        "Bas-Rhin 12\u00a0%\u00a0; Cible nationale 20\u00a0%."
    )
    assert chart.table.rows[-2:] == (("Bas-Rhin", "12\u00a0%"), ("Cible nationale", "20\u00a0%"))


def test_a_strip_draws_others_as_dots_and_ones_own_as_a_named_diamond():
    picture = drawn(strip(DOTS, BOX, title="Taux"))

    assert len(picture.findall(f"{SVG}circle")) == 2
    assert len(picture.findall(f"{SVG}path")) == 1
    assert "Bas-Rhin" in [text.text for text in picture.findall(f"{SVG}text")]
    assert picture.get("role") == "img"


def test_beyond_four_the_names_are_left_to_the_table():
    dots = [Dot(f"Territoire {number}", Decimal(number), marked=True) for number in range(6)]
    chart = strip(dots, BOX, title="Taux")

    assert not any("Territoire" in (text.text or "") for text in drawn(chart).findall(f"{SVG}text"))
    assert ("Territoire 5", "5") in chart.table.rows


def test_without_value_a_strip_says_so():
    chart = strip([], None, title="Taux")

    assert chart.sentence == "Taux\u00a0: aucune valeur à montrer."
    assert "Aucune valeur à montrer" in chart.svg


@given(st.lists(st.integers(-50, 5000), min_size=1, max_size=30), st.none() | st.integers(0, 9000))
def test_no_dot_ever_falls_outside_the_drawing(values, target):
    ordered = sorted(Decimal(value) for value in values)
    box = Quartiles(ordered[0], ordered[0], ordered[0], ordered[-1], ordered[-1])
    dots = [Dot("T", value) for value in ordered]
    picture = drawn(strip(dots, box, title="Taux", target=target, canvas=Canvas(width=600)))
    height = float(picture.get("height"))

    for circle in picture.findall(f"{SVG}circle"):
        assert 0 <= float(circle.get("cx")) <= 600
        assert 0 <= float(circle.get("cy")) <= height


POINTS = [
    Point("2022", Decimal(10)),
    Point("2023", Decimal(12)),
    Point("2024", Decimal(30), rupture="autre périmètre\u00a0: Alsace"),
]


def test_a_rupture_cuts_the_line_and_is_told():
    chart = series_line([Series("Valeur", POINTS)], title="Taux", unit="%")

    assert chart.sentence.endswith("rupture de série en 2024.")
    assert chart.table.rows[-1] == ("2024", "30\u00a0% (autre périmètre\u00a0: Alsace)")
    assert [len(run) for run in Series("Valeur", POINTS).runs()] == [2, 1]


@pytest.mark.parametrize("targets", [[None, Decimal(11), Decimal(20)], [Decimal(0), None, None]])
def test_yearly_targets_are_drawn_each_over_its_year(targets):
    chart = series_line([Series("Valeur", POINTS)], title="Taux", unit="%", targets=targets)
    dashed = [one for one in drawn(chart).findall(f"{SVG}line") if one.get("stroke-dasharray") == "6 4"]

    # One more for the legend.
    assert len(dashed) == 1 + sum(aim is not None for aim in targets)
    assert chart.table.headers == ("Année", "Valeur", "Cible")


def test_years_without_any_target_have_no_column_of_empty_cells():
    chart = series_line([Series("Valeur", POINTS)], title="Taux", unit="%", targets=[None, None, None])

    assert "Cible" not in chart.svg
    assert chart.table.headers == ("Année", "Valeur")
