"""Which reports of a list: narrowed by year, region, territory and state, as the address says."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Self

from core.formats import NBSP
from core.numbers import whole
from core.tabular.texts import on_one_line
from reports.enums import ReportState
from reports.models import Report

Options = list[tuple[str, str]]
# « 44 », « 2A », « 69D », « 974 »: nothing that a database or a file could not hold.
PLACE = re.compile(r"[0-9A-Z]{2,3}")


@dataclass(frozen=True)
class Choice:
    """One of the selects that narrow a list: its name in the address, its label, its options."""

    name: str
    label: str
    everything: str
    options: Options
    chosen: str


@dataclass(frozen=True)
class ReportFilter:
    """What narrows a list of reports; an empty text narrows nothing, one that means nothing is left out."""

    exercice: str = ""
    region: str = ""
    territoire: str = ""
    etat: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Self:
        """From an address, a form or what was stored; a year is four digits, a place a code of two or three
        letters and digits, a state one of ours."""
        year, state = given.get("exercice", ""), given.get("etat", "")
        region, territory = given.get("region", ""), given.get("territoire", "")
        return cls(
            exercice=year if len(year) == 4 and whole(year) is not None else "",
            region=region if PLACE.fullmatch(region) else "",
            territoire=territory if PLACE.fullmatch(territory) else "",
            etat=state if state in ReportState.values else "",
        )

    @property
    def stored(self) -> dict[str, str]:
        """What narrows, by its name."""
        return {name: value for name, value in asdict(self).items() if value}

    def keeps(self, report: Report) -> bool:
        """Whether the report (its contract and territory known) is one of those asked for."""
        return all(of(report)[0] == self.stored[name] for name, of in SUBJECTS.items() if name in self.stored)

    def choices(self, reports: Iterable[Report]) -> list[Choice]:
        """The selects, whose options are what the reports (of the whole list) offer."""
        known = list(reports)
        found = {name: dict(of(report) for report in known) for name, of in SUBJECTS.items()}
        return [
            Choice(name, label, everything, _sorted(name, found[name]), self.stored.get(name, ""))
            for name, (label, everything) in LABELS.items()
        ]

    def told(self, reports: Iterable[Report]) -> str:
        """« exercice 2024, région Grand Est », or « tous les rapports »; the reports give the names."""
        words = [
            f"{one.label.lower()}{NBSP}{dict(one.options).get(one.chosen, one.chosen)}"
            for one in self.choices(reports)
            if one.chosen
        ]
        return on_one_line(", ".join(words)) if words else "tous les rapports"


def _sorted(name: str, options: dict[str, str]) -> Options:
    if name == "etat":
        return [(value, label) for value, label in ReportState.choices if value in options]
    return sorted(options.items(), key=lambda one: one[0], reverse=name == "exercice")


# What a report is, seen by each filter: the value to compare, and its name.
SUBJECTS: dict[str, Callable[[Report], tuple[str, str]]] = {
    "exercice": lambda one: (str(one.fiscal_year), str(one.fiscal_year)),
    "region": lambda one: (one.contract.territory.region.code, one.contract.territory.region.name),
    "territoire": lambda one: (one.contract.territory.code, str(one.contract.territory)),
    "etat": lambda one: (str(one.state), str(one.get_state_display())),
}
LABELS = {
    "exercice": ("Exercice", "Tous"),
    "region": ("Région", "Toutes"),
    "territoire": ("Territoire", "Tous"),
    "etat": ("État", "Tous"),
}
