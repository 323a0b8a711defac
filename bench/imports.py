"""Measures the import of values against the stock resource of django-import-export, in one run.

`python -m bench.imports --rows 10000`, on a temporary database beside that of DATABASE_URL. Lone times depend
on the machine: read the ratios, by the clock and, where others use the machine too, by the processor (ours
and that of the PostgreSQL server's process, when it runs here). The stock resource writes the history too,
and nothing of the journal.
"""

import argparse
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.db import connection, transaction
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import ForeignKeyWidget
from tablib import Dataset

from accounts.enums import OrganisationKind, Role
from accounts.models import Organisation, Region, Seat, Territory, User
from contracts.models import Contract, ContractObjective, Framework, Objective, Party, Perimeter
from core.acting import acting
from indicators.enums import ImportKind, ImportState
from indicators.imports.actions import apply_batch, bring, plan_of, undo_batch
from indicators.imports.bringing import read
from indicators.models import ImportBatch, Indicator, Measurement

YEARS = range(2020, 2025)
CODES = [f"{objective}.{place}" for objective in range(1, 11) for place in range(1, 11)]
PER_CONTRACT = len(YEARS) * len(CODES)


class StockResource(ModelResource):
    """The resource as the library's documentation writes it, with natural keys."""

    indicator = Field(attribute="indicator", widget=ForeignKeyWidget(Indicator, "code"))
    perimeter = Field(attribute="perimeter", widget=ForeignKeyWidget(Perimeter, "label"))

    class Meta:
        model = Measurement
        import_id_fields = ("indicator", "perimeter", "year", "source")
        fields = ("indicator", "perimeter", "year", "source", "value")


@contextmanager
def temporary_database() -> Iterator[None]:
    """A database made for the run, and dropped after it."""
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def make_world(contracts: int) -> Seat:
    """A département with this many contracts, each of a hundred indicators and five years."""
    region = Region.objects.create(code="99", name="Banc d’essai", sort_key="banc")
    framework = Framework.objects.create(
        code="banc", title="Banc d’essai", first_year=2020, last_year=2024, baseline_year=2019
    )
    organisation = Organisation.objects.create(
        name="Banc d’essai", short_name="Banc", kind=OrganisationKind.DEPARTEMENT, slug="banc"
    )
    objectives = [
        Objective.objects.create(framework=framework, number=number, label=f"Objectif {number}")
        for number in range(1, 11)
    ]
    for code in CODES:
        objective = objectives[int(code.partition(".")[0]) - 1]
        Indicator.objects.create(objective=objective, code=code, label=code, unit="visites", decimals=1)
    for number in range(contracts):
        make_contract(region, framework, organisation, objectives, f"B{number:02}")
    user = User.objects.create(email="banc@exemple.test", name="Banc")
    return Seat.objects.create(
        user=user, organisation=organisation, role=Role.EDITOR, starts_on=date(2020, 1, 1)
    )


def make_contract(
    region: Region, framework: Framework, organisation: Organisation, objectives: list[Objective], code: str
) -> None:
    """One of them, with its own perimeter."""
    territory = Territory.objects.create(
        code=code, name=code, name_of=code, sort_key=code, region=region, insee_codes=[code]
    )
    contract = Contract.objects.create(
        reference=f"{code}-2020",
        framework=framework,
        territory=territory,
        starts_on=date(2020, 1, 1),
        ends_on=date(2024, 12, 31),
    )
    Party.objects.create(contract=contract, organisation=organisation, kind=OrganisationKind.DEPARTEMENT)
    own = Perimeter.objects.create(label=contract.reference, own_contract=contract)
    own.contracts.add(contract)
    for objective in objectives:
        ContractObjective.objects.create(contract=contract, objective=objective)


def places(rows: int) -> list[tuple[str, str, int, Decimal]]:
    """The values to bring: contract, code, year, value."""
    found = []
    for place in range(rows):
        contract, rest = divmod(place, PER_CONTRACT)
        code, year = divmod(rest, len(YEARS))
        found.append((f"B{contract:02}-2020", CODES[code], YEARS[year], Decimal(place % 997) / 10))
    return found


def as_table(rows: list[tuple[str, str, int, Decimal]], extra: int = 0) -> bytes:
    """The file of the long form."""
    lines = [f"{one};{code};{year};{value + extra}".replace(".", ",", 0) for one, code, year, value in rows]
    return "\n".join(["Contrat;Indicateur;Année;Valeur", *lines]).encode()


def as_dataset(rows: list[tuple[str, str, int, Decimal]]) -> Dataset:
    """The same as the stock resource reads it."""
    lines = [(code, contract, year, "internal", str(value)) for contract, code, year, value in rows]
    return Dataset(*lines, headers=["indicator", "perimeter", "year", "source", "value"])


@dataclass(frozen=True)
class Rate:
    """Rows per second, of the clock and of the processor."""

    clock: float
    processor: float


def rate_of(rows: int, act: Callable[[], object]) -> Rate:
    """How many rows a second an act treats."""
    clock, used = time.perf_counter(), processor()
    act()
    return Rate(rows / (time.perf_counter() - clock), rows / (processor() - used))


def processor() -> float:
    """Seconds of processor used by this process and by the one that serves it at PostgreSQL, if it is here.

    The server's count moves by hundredths of a second.
    """
    mine = time.process_time()
    if connection.vendor != "postgresql":
        return mine
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    if not stat.exists():
        return mine
    ticks = stat.read_text().rpartition(")")[2].split()[11:13]
    return mine + sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def stock(rows: list[tuple[str, str, int, Decimal]], by: Seat) -> dict[str, Rate]:
    """Rows per second of the stock resource: dry run, then import; nothing of it stays."""
    found = {}
    for name, dry in (("à blanc", True), ("import", False)):
        data = as_dataset(rows)
        with acting(by), transaction.atomic():
            found[name] = rate_of(
                len(rows),
                lambda d=data, r=dry: StockResource().import_data(d, dry_run=r, raise_errors=True),
            )
            transaction.set_rollback(True)
    return found


def ours(rows: list[tuple[str, str, int, Decimal]], by: Seat) -> dict[str, Rate]:
    """Rows per second of ours: dry run, import of new values, correction of all of them, undoing.

    As on the pages, what is written is what was confirmed: the plan is made again and compared with its mark.
    """
    found: dict[str, Rate] = {}
    for name, extra in (("import", 0), ("correction", 1)):
        batch = brought(as_table(rows, extra), by)
        found["à blanc"] = rate_of(len(rows), lambda b=batch: plan_of(b))
        mark = plan_of(batch).mark
        found[name] = rate_of(len(rows), lambda b=batch, m=mark: apply_batch(b, {}, False, by, confirmed=m))
        assert batch.report["written"] == len(rows)  # noqa: S101 (a measure of nothing is no measure)
    assert Measurement.history.count() == 2 * len(rows)  # noqa: S101
    return found | {"annulation": rate_of(len(rows), lambda: undo_batch(batch, by))}


def sweep() -> None:
    """What was rolled back is left in PostgreSQL's tables: the next to be measured finds them clean."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM FULL ANALYZE")


def brought(content: bytes, by: Seat) -> ImportBatch:
    """A batch that was read."""
    with transaction.atomic():
        batch = bring(ImportKind.TABLE, None, None, "banc.csv", content, by)
    if batch.state == ImportState.READING:
        read(batch)
    return batch


def main() -> None:
    """Print both sides in rows per second, and their ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--stock-rows", type=int, default=500, help="lignes données à la ressource d’origine")
    options = parser.parse_args()
    with temporary_database():
        by = make_world(-(-options.rows // PER_CONTRACT))
        rows = places(options.rows)
        base = stock(rows[: options.stock_rows], by)
        sweep()
        mine = ours(rows, by)
    print(f"{connection.vendor}, {options.rows} lignes ({options.stock_rows} pour la ressource d’origine)")
    print(f"{'lignes/s':<12}{'origine':>10}{'ici':>10}{'rapport':>9}{'par le processeur':>30}")
    for name, rate in mine.items():
        stock_rate = base.get(name, base["import"])
        clock, used = rate.clock / stock_rate.clock, rate.processor / stock_rate.processor
        told = f"{stock_rate.processor:.0f} → {rate.processor:.0f}, {used:.0f}×"
        print(f"{name:<12}{stock_rate.clock:>10.0f}{rate.clock:>10.0f}{clock:>8.0f}×{told:>30}")


if __name__ == "__main__":
    main()
