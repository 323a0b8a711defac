"""Three states of a line made one, cell by cell: what only one side changed is taken, the rest is asked."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.formats import NBSP
from core.imports.questions import Question

Texts = Mapping[str, str]
MINE, THEIRS = "mine", "theirs"
SIDE = "side-"
# A figure is read as a whole: a value of one side beside a numerator of the other would say nothing true.
FIGURE = ("value", "kind", "numerator", "denominator")


@dataclass(frozen=True)
class Sides:
    """The texts of a line by field: in the file (`mine`), today (`theirs`), when the file was made."""

    mine: Texts
    theirs: Texts
    base: Texts

    def moved_by(self, side: Texts, name: str) -> bool:
        """Whether a side changed a field."""
        return side[name] != self.base[name]

    @property
    def opposed(self) -> list[str]:
        """The fields on which the two sides differ, when both have changed them."""
        return [name for name in self.mine if self._is_opposed(name)]

    def _is_opposed(self, name: str) -> bool:
        if self.mine[name] == self.theirs[name]:
            return False
        group = [one for one in FIGURE if one in self.mine] if self._goes_with_the_figure(name) else [name]
        sides = (self.mine, self.theirs)
        return all(any(self.moved_by(side, one) for one in group) for side in sides)

    def _goes_with_the_figure(self, name: str) -> bool:
        """Whether a field is read with the whole figure. Where both sides have the same value, each field is
        read alone: a ratio that went away by an answer on this very file is not asked about again."""
        return name in FIGURE and any(
            self.mine[one] != self.theirs[one] for one in ("value", "kind") if one in self.mine
        )

    def merged(self, chosen: Texts) -> dict[str, str]:
        """The line as it is to be; `chosen` are the sides of the opposed fields, as they were answered."""
        return {name: self._side(name, chosen)[name] for name in self.mine}

    def _side(self, name: str, chosen: Texts) -> Texts:
        if name in self.opposed:
            return (
                self.mine if chosen.get(f"{SIDE}{_asked_with(name, self.opposed)}") == MINE else self.theirs
            )
        return self.mine if self.moved_by(self.mine, name) else self.theirs

    @property
    def kept(self) -> list[str]:
        """The fields that the other side alone has changed."""
        return [
            name
            for name in self.mine
            if self.mine[name] != self.theirs[name]
            and name not in self.opposed
            and not self.moved_by(self.mine, name)
        ]


def _asked_with(name: str, opposed: Sequence[str]) -> str:
    """The nature goes with its value: one question for both."""
    return "value" if name == "kind" and "value" in opposed else name


def side_questions(
    sides: Sides, titles: Texts, told: Callable[[Texts, str], str], who: Callable[[str], str]
) -> Iterator[Question]:
    """One question an opposed cell. `told` says what a side holds in a field, `who` wrote there since."""
    for name in sides.opposed:
        if _asked_with(name, sides.opposed) != name:
            continue
        base = told(sides.base, name)
        text = f"{titles[name]} (au téléchargement{NBSP}: {base})" if base else titles[name]
        mine, theirs = (told(side, name) or "case vide" for side in (sides.mine, sides.theirs))
        options = (
            (MINE, f"Celle du classeur{NBSP}: {mine}"),
            (THEIRS, f"Celle d’aujourd’hui{NBSP}: {theirs}, {who(name)}"),
        )
        yield Question(f"{SIDE}{name}", text, options)
