"""Measures the workbook of a year of 60 indicators in a contract of eight years: made, read back, compared.

`python -m bench.workbook`, on a temporary database beside that of DATABASE_URL. Lone times depend on the
machine: read the ratios. The other side is openpyxl, which opens and saves the same XLSX and does nothing
more.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
from django.db import connection

from accounts.enums import OrganisationKind, Role
from accounts.models import Organisation, Region, Seat, User
from bench.imports import make_contract, temporary_database
from contracts.models import Contract, Framework, Objective, Perimeter
from contracts.pages import contract_or_404
from core.acting import acting
from core.imports.plan import Standing
from core.tabular.reading import read_book
from indicators.enums import Operator
from indicators.models import Indicator, Measurement, Target
from indicators.sheet import Sheet
from indicators.workbook.making import workbook_file
from indicators.workbook.reader import plan_of_workbook

YEARS, YEAR = range(2018, 2026), 2024
INDICATORS = 60
REFERENCE = "B00-2020"
Act = Callable[[], object]


def make_world() -> Seat:
    """A contract of eight years and sixty indicators, its figures and targets all known."""
    framework = Framework.objects.create(
        code="banc", title="Banc", first_year=YEARS[0], last_year=YEARS[-1], baseline_year=2017
    )
    organisation = Organisation.objects.create(
        name="Banc", short_name="Banc", kind=OrganisationKind.DEPARTEMENT, slug="banc"
    )
    objectives = [
        Objective.objects.create(framework=framework, number=number, label=f"Objectif fictif {number}")
        for number in range(1, 11)
    ]
    region = Region.objects.create(code="99", name="Banc", sort_key="banc")
    make_contract(region, framework, organisation, objectives, "B00")
    Contract.objects.update(starts_on=date(YEARS[0], 1, 1), ends_on=date(YEARS[-1], 12, 31))
    user = User.objects.create(email="banc@exemple.test", name="Banc")
    today = date(2020, 1, 1)
    by = Seat.objects.create(user=user, organisation=organisation, role=Role.EDITOR, starts_on=today)
    with acting(by):
        for place in range(INDICATORS):
            fill(objectives[place % 10], place)
    return by


def fill(objective: Objective, place: int) -> None:
    """An indicator with its result and its target of each year."""
    code = f"{objective.number}.{place // 10 + 1}"
    indicator = Indicator.objects.create(
        objective=objective, code=code, label=f"Indicateur fictif {code}", unit="visites", decimals=1
    )
    perimeter, contract = Perimeter.objects.get(), Contract.objects.get()
    for year in YEARS:
        value = Decimal(place * 37 + year) / 10
        Measurement.objects.create(indicator=indicator, perimeter=perimeter, year=year, value=value)
        aim = {"operator": Operator.AT_LEAST, "value": value + 5}
        Target.objects.create(indicator=indicator, contract=contract, year=year, **aim)


def filled(content: bytes) -> bytes:
    """The same workbook with every result changed, as openpyxl saves it."""
    book = openpyxl.load_workbook(BytesIO(content))
    for row in book["Résultats"].iter_rows(min_row=4):
        if isinstance(row[6].value, int | float):
            row[6].value += 1
    output = BytesIO()
    book.save(output)
    return output.getvalue()


def acts(by: Seat) -> dict[str, Act]:
    """What is measured, by name; the first one is the other side."""
    contract = contract_or_404(by, REFERENCE)
    files = {one: workbook_file(Sheet(contract, YEAR, by), one).content for one in ("xlsx", "ods")}
    back = filled(files["xlsx"])
    plan = plan_of_workbook(contract, YEAR, "banc.xlsx", back, by)
    assert plan.counts[Standing.CHANGED] == INDICATORS  # noqa: S101 (a measure of nothing is no measure)
    return {
        "openpyxl, ouvrir et enregistrer": lambda: filled(files["xlsx"]),
        "page de l’année (données)": lambda: Sheet(contract, YEAR, by),
        "écrire, xlsx": lambda: workbook_file(Sheet(contract, YEAR, by), "xlsx"),
        "écrire, ods": lambda: workbook_file(Sheet(contract, YEAR, by), "ods"),
        "lire, xlsx": lambda: read_book(back, "banc.xlsx"),
        "lire, ods": lambda: read_book(files["ods"], "banc.ods"),
        "lire et comparer, xlsx": lambda: plan_of_workbook(contract, YEAR, "banc.xlsx", back, by),
        "lire et comparer, ods": lambda: plan_of_workbook(contract, YEAR, "banc.ods", files["ods"], by),
    }


def milliseconds(act: Act) -> float:
    """How long an act takes."""
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000


def main() -> None:
    """Print a line an act: milliseconds, and how many times openpyxl."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    with temporary_database():
        measured = acts(make_world())
        times: dict[str, list[float]] = {name: [] for name in measured}
        for _ in range(options.rounds):
            for name, act in measured.items():
                times[name].append(milliseconds(act))
    medians = {name: statistics.median(values) for name, values in times.items()}
    base = next(iter(medians.values()))
    print(f"{connection.vendor}, {INDICATORS} indicateurs × {len(YEARS)} ans, médiane de {options.rounds}")
    for name, median in medians.items():
        print(f"{name:<34}{median:>9.0f} ms{median / base:>8.2f} × openpyxl")


if __name__ == "__main__":
    main()
