"""What the lists of a workbook offer, and what a label chosen in them stands for."""

from collections import Counter
from dataclasses import dataclass

from core.tabular.reading import plain_title
from indicators.enums import Source, ValueKind
from indicators.sheet import Sheet
from indicators.workbook.columns import COLUMNS, LISTS
from indicators.workbook.layout import Choices

TITLES = {column.choices: column.title for column in COLUMNS if column.choices}
NO_CAUSE = "Aucune"


@dataclass(frozen=True)
class Offers:
    """By name of list, (stored value, label) in the order of the list."""

    lists: dict[str, list[tuple[str, str]]]

    def label(self, name: str, stored: str) -> str:
        """The label of a stored value; nothing for none, or for one that is not offered."""
        return dict(self.lists[name]).get(stored, "")

    def stored(self, name: str, label: str) -> str | None:
        """What a label stands for, whatever its case and spaces, or what stands in it before a parenthesis
        (« snds »); None outside the list."""
        whole = {plain_title(shown): value for value, shown in self.lists[name]}
        shorts = [(plain_title(shown.partition("(")[0]), value) for value, shown in self.lists[name]]
        times = Counter(short for short, _ in shorts)
        short = {short: value for short, value in shorts if times[short] == 1}
        return (short | whole).get(plain_title(label))

    def labels(self, name: str) -> list[str]:
        """What the list shows."""
        return [label for _, label in self.lists[name]]

    @property
    def choices(self) -> list[Choices]:
        """The same, as the writers want them: one column of the hidden sheet each."""
        return [
            Choices(
                name=name,
                leaf=LISTS,
                column=place,
                values=self.labels(name),
                refusal=f"«\u00a0{TITLES[name]}\u00a0»\u00a0: choisissez une valeur de la liste.",
            )
            for place, name in enumerate(self.lists)
        ]


def offers_of(sheet: Sheet) -> Offers:
    """What may be chosen on a contract's year, by the seat of the sheet."""
    return Offers(
        {
            "natures": [(value, str(label)) for value, label in ValueKind.choices],
            "sources": [(value, str(label)) for value, label in Source.choices],
            "perimetres": list(sheet.perimeters),
            "causes": [(value, label if value else NO_CAUSE) for value, label in sheet.causes],
        }
    )
