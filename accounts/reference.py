"""Regions, territories and organisations, from `fixtures/reference/`."""

from pathlib import Path
from typing import Any

from accounts.models import Organisation, Region, Territory
from core.reference import Outcome, link, read, upsert

PLACE_FIELDS = ["code", "name", "sort_key"]
TERRITORY_FIELDS = [
    *PLACE_FIELDS,
    "name_of",
    "insee_codes",
    "zone",
    "time_zone",
    "wave_announced",
    "particularities",
    "source_url",
]


def load(folder: Path) -> list[Outcome[Any]]:
    """Load `territories.json` then `organisations.json`. Raises ReferenceRefused."""
    places = read(folder, "territories.json")
    regions = upsert(Region, [_pick(row, PLACE_FIELDS) for row in places["regions"]], key=["code"])
    territories = _load_territories(places["territories"], regions)
    organisations = _load_organisations(read(folder, "organisations.json")["organisations"], territories)
    return [regions, territories, organisations]


def _load_territories(rows: list[dict[str, Any]], regions: Outcome[Region]) -> Outcome[Territory]:
    wanted = [_pick(row, TERRITORY_FIELDS) | {"region": regions.rows[(row["region"],)]} for row in rows]
    return upsert(Territory, wanted, key=["code"], together=[["name", "name_of", "sort_key"]])


def _load_organisations(rows: list[dict[str, Any]], territories: Outcome[Territory]) -> Outcome[Organisation]:
    fields = ["slug", "name", "short_name", "kind"]
    outcome = upsert(Organisation, [_pick(row, fields) for row in rows], key=["slug"])
    covered = {
        (row["slug"],): {territories.rows[(code,)].pk for code in row["territories"]}
        for row in rows
        if row["territories"]
    }
    link(outcome, "territories", covered)
    return outcome


def _pick(row: dict[str, Any], names: list[str]) -> dict[str, Any]:
    return {name: row[name] for name in names}
