"""What a return re-opens, told before it is done: the remarks that are not closed, one's own then the
others'."""

from collections import defaultdict
from dataclasses import dataclass

from accounts.models import Seat
from core.formats import NBSP, counted
from reports.enums import RemarkState
from reports.models import Remark, Report
from reports.queries import remarks_read
from reports.years import PLACES

# By the field of the remark, as `reports.years.Reopened` opens it to those who write.
REOPENED = {
    "indicator": f"la ligne de l’indicateur{NBSP}: référence, cible et résultat",
    "section": "ce texte, en entier",
    "funding_line": "cette ligne de financement, en entier",
    "action": f"l’année de l’action{NBSP}: ce qui était prévu, et son bilan",
}
FALL = f"{NBSP}; les visas donnés tombent."
EVERYTHING = f"tout l’exercice{NBSP}: résultats, financements, actions et textes"


@dataclass(frozen=True)
class Reopening:
    """A remark, and what it re-opens, in French."""

    remark: Remark

    @property
    def opened(self) -> str:
        """« ce texte, en entier »."""
        fields = (name for name in PLACES if getattr(self.remark, f"{name}_id"))
        return next((REOPENED[name] for name in fields), EVERYTHING)

    @property
    def is_of_the_whole(self) -> bool:
        """Whether nothing stays closed once it is sent back."""
        return self.opened == EVERYTHING


@dataclass(frozen=True)
class Group:
    """The remarks of one's own organisation, or of another, under their title."""

    title: str
    reopenings: list[Reopening]


def reopened_by_return(report: Report, seat: Seat) -> list[Group]:
    """By organisation, one's own first; an internal note re-opens nothing. A constant number of queries."""
    found: dict[str, list[Reopening]] = defaultdict(list)
    rows = [one for one in remarks_read(seat, report) if _stands(one)]
    for one in sorted(rows, key=lambda row: row.organisation_id != seat.organisation_id):
        own = one.organisation_id == seat.organisation_id
        found["Votre organisation" if own else one.organisation.name].append(Reopening(one))
    return [Group(_title(name, len(held)), held) for name, held in found.items()]


def told_of_return(groups: list[Group]) -> str:
    """What the return does, in one sentence: nothing stays closed where a remark bears on the whole."""
    if any(one.is_of_the_whole for group in groups for one in group.reopenings):
        return (
            f"Une remarque porte sur l’ensemble du rapport{NBSP}: tout l’exercice redevient modifiable{FALL}"
        )
    return f"Seul ce qui fait l’objet d’une remarque non close redevient modifiable{FALL}"


def _stands(remark: Remark) -> bool:
    return remark.state != RemarkState.CLOSED and not remark.is_internal


def _title(name: str, count: int) -> str:
    return f"{name}{NBSP}: {counted(count, 'remarque non close', 'remarques non closes')}"
