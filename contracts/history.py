"""The history of a contract and of all that hangs on it, read page by page at a constant cost.

Layers below cannot know those above, so each app declares in its `timeline` module what it adds, with the
year whose figures stay the département's own until they are shared, and what some readers may not see.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, Model, OuterRef, Q, QuerySet, Subquery, Value

from accounts.models import Seat
from contracts import years
from contracts.models import Contract
from core.fields import title_of
from core.formats import joined
from core.models import JournalEntry
from core.readable import NOTHING, Change, Fact, changes_between, changes_of_trace

PER_PAGE = 25
SYSTEM = "Le système"
KINDS = {"+": "Création", "~": "Modification", "-": "Suppression"}


def nothing_hidden(seat: Seat | None) -> Q | None:
    """The usual answer: whoever reads the contract reads these rows."""
    return None


@dataclass(frozen=True)
class Followed:
    """A model whose rows belong to the history of a contract.

    `contract_path` and `year_path` are lookups from a row of history; `name` tells a row of history from
    another in French; `left_out` are fields that say nothing to a reader; `hidden_from` gives the rows that a
    seat may not read; `facts` are what its acts say in the journal beside its fields; `untold` are rows of
    history that say nothing, what a larger act made empty; `tells` makes its words readable. A model without
    `history` appears in the journal alone.
    """

    model: type[Model]
    contract_path: str
    name: Callable[[Any], str] = str
    year_path: str = ""
    left_out: tuple[str, ...] = ("contract",)
    hidden_from: Callable[[Seat | None], Q | None] = nothing_hidden
    facts: Mapping[str, Fact] = field(default_factory=dict)
    untold: Q | None = None
    tells: Callable[[str], str] | None = None

    @property
    def key(self) -> str:
        """As the journal writes the subject of an act."""
        return self.model._meta.label_lower

    @property
    def history(self) -> Any:
        """The manager of the model's history, None when it has none."""
        return getattr(self.model, "history", None)

    @property
    def relations(self) -> list[str]:
        """Its relations, read along with its rows."""
        return [one.name for one in self.model._meta.concrete_fields if one.is_relation]

    def rows(self, contract: Contract) -> QuerySet[Any]:
        """Every row of history of the contract."""
        return self.history.filter(**{self.contract_path: contract.pk}).order_by()

    def hidden_rows(self, contract: Contract, seat: Seat | None, hidden_years: set[int]) -> Q | None:
        """Which of them this seat may not read; None for none."""
        asked = [self.hidden_from(seat)]
        if self.year_path and hidden_years:
            asked.append(Q(**{f"{self.year_path}__in": sorted(hidden_years)}))
        hidden = [one for one in asked if one is not None]
        return reduce(or_, hidden) if hidden else None

    def readable(self, changes: list[Change]) -> list[Change]:
        """Its changes, in words that a person reads."""
        if self.tells is None:
            return changes
        told = [replace(one, before=self.tells(one.before), after=self.tells(one.after)) for one in changes]
        return [one for one in told if one.before != one.after]


@dataclass(frozen=True)
class Entry:
    """One line of the history, ready to be read."""

    at: datetime
    who: str
    act: str
    kind: str
    subject: str
    reason: str
    changes: list[Change]
    proof: str = ""

    @property
    def is_long(self) -> bool:
        """Whether its changes are better folded."""
        return len(self.changes) > 4


@dataclass
class _Loaded:
    """Rows of history of one model, with those before them and what their many-to-many held."""

    followed: Followed
    rows: dict[int, Any]
    before: dict[int, Any]
    many: dict[str, dict[int, list[str]]] = field(default_factory=dict)


_followed: dict[str, Followed] = {}


def follow(*declared: Followed) -> None:
    """Add models to the history of contracts."""
    _followed.update({one.key: one for one in declared})


def changes_page(contract: Contract, seat: Seat | None, number: Any) -> Page:
    """A page of entries, the latest first: what moved in the contract and in all that hangs on it."""
    hidden_years = _hidden_years(contract, seat)
    indexes = [
        _index(one, contract, seat, hidden_years) for one in _followed.values() if one.history is not None
    ]
    first, *others = indexes
    page = Paginator(first.union(*others, all=True).order_by("-at", "key", "-row"), PER_PAGE).get_page(number)
    index = list(page.object_list)
    loaded = {
        key: _load(_followed[key], [row for _, of, row in index if of == key])
        for key in sorted({of for _, of, _ in index})
    }
    page.object_list = [_entry(loaded[key], row) for _, key, row in index]
    return page


def acts_page(contract: Contract, seat: Seat | None, number: Any) -> Page:
    """A page of entries from the journal: the acts done on the contract, each sealed by its hash."""
    acts = JournalEntry.objects.filter(chain=contract.journal_chain).order_by("-number")
    acts = acts.filter(reduce(or_, (Q(subject__startswith=f"{key}:") for key in _followed)))
    hidden = _hidden_subjects(contract, seat)
    page = Paginator(acts.exclude(subject__in=hidden) if hidden else acts, PER_PAGE).get_page(number)
    acts_read = list(page.object_list)
    names = _names(acts_read)
    entries: list[Any] = [_act(entry, names) for entry in acts_read]
    page.object_list = entries
    return page


def _hidden_years(contract: Contract, seat: Seat | None) -> set[int]:
    with_year = [one for one in _followed.values() if one.year_path and one.history is not None]
    first, *others = [one.rows(contract).values_list(one.year_path).distinct() for one in with_year]
    found = {year for (year,) in first.union(*others)} - {None}
    return years.hidden_years(contract, seat, found)


def _index(one: Followed, contract: Contract, seat: Seat | None, hidden_years: set[int]) -> QuerySet[Any]:
    hidden = one.hidden_rows(contract, seat, hidden_years)
    rows = one.rows(contract)
    left_out = [asked for asked in (hidden, one.untold) if asked is not None]
    kept = rows.exclude(reduce(or_, left_out)) if left_out else rows
    labelled = kept.annotate(at=F("history_date"), key=Value(one.key), row=F("history_id"))
    return labelled.values_list("at", "key", "row")


def _load(one: Followed, pks: list[int]) -> _Loaded:
    earlier = one.history.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
    previous = Subquery(earlier.order_by("-history_id").values("history_id")[:1])
    rows = one.history.filter(history_id__in=pks).annotate(previous_row=previous).order_by()
    rows = {row.history_id: row for row in rows.select_related(*one.relations)}
    before_pks = [row.previous_row for row in rows.values() if row.previous_row]
    before_rows = one.history.filter(history_id__in=before_pks).select_related(*one.relations).order_by()
    by_pk = {row.history_id: row for row in before_rows}
    before = {pk: by_pk.get(row.previous_row) for pk, row in rows.items()}
    return _Loaded(one, rows, before, _many(one, [*rows, *by_pk]))


def _many(one: Followed, pks: Iterable[int]) -> dict[str, dict[int, list[str]]]:
    """For each many-to-many field, the texts of what each row of history held."""
    held: dict[str, dict[int, list[str]]] = {}
    for many in one.history.model._history_m2m_fields:
        through = getattr(one.history.model, many.name).model
        target = many.m2m_reverse_field_name()
        held[many.name] = {}
        for link in through.objects.filter(history_id__in=list(pks)).select_related(target).order_by("pk"):
            held[many.name].setdefault(link.history_id, []).append(str(getattr(link, target)))
    return held


def _entry(loaded: _Loaded, pk: int) -> Entry:
    one, row, before = loaded.followed, loaded.rows[pk], loaded.before[pk]
    deleted = row.history_type == "-"
    changes = [] if deleted else changes_between(one.model, before, row, one.left_out)
    return Entry(
        at=row.history_date,
        who=row.history_seat_label or SYSTEM,
        act=KINDS[row.history_type],
        kind=title_of(one.model._meta),
        subject=one.name(row),
        reason=row.history_change_reason or "",
        changes=one.readable(changes if deleted else changes + _many_changes(loaded, row, before)),
    )


def _many_changes(loaded: _Loaded, row: Any, before: Any) -> list[Change]:
    changes = []
    for name, held in loaded.many.items():
        old = sorted(held.get(before.history_id, [])) if before else []
        new = sorted(held.get(row.history_id, []))
        if old != new:
            label = title_of(loaded.followed.model._meta.get_field(name))
            before_text = (joined(old) or NOTHING) if before else ""
            changes.append(Change(label, before_text, joined(new) or NOTHING))
    return changes


def _hidden_subjects(contract: Contract, seat: Seat | None) -> list[str]:
    hidden_years = _hidden_years(contract, seat)
    subjects = []
    for one in _followed.values():
        hidden = one.hidden_rows(contract, seat, hidden_years) if one.history is not None else None
        if hidden is not None:
            pks = one.rows(contract).filter(hidden).values_list("id", flat=True).distinct()
            subjects += [f"{one.key}:{pk}" for pk in pks]
    return subjects


def _names(entries: Iterable[JournalEntry]) -> dict[str, str]:
    """The French name of each subject, by its key in the journal, from the last row of its history."""
    names: dict[str, str] = {}
    subjects: dict[str, list[str]] = {}
    for entry in entries:
        key, _, pk = entry.subject.partition(":")
        subjects.setdefault(key, []).append(pk)
    for key, pks in sorted(subjects.items()):
        one = _followed[key]
        if one.history is not None:
            last = one.history.filter(id__in=pks).latest_of_each().select_related(*one.relations)
            names |= {f"{key}:{row.id}": one.name(row) for row in last}
    return names


def _act(entry: JournalEntry, names: dict[str, str]) -> Entry:
    one = _followed[entry.subject.partition(":")[0]]
    return Entry(
        at=entry.at,
        who=entry.seat_label or SYSTEM,
        act=entry.act,
        kind=title_of(one.model._meta),
        subject=names.get(entry.subject, entry.subject_label),
        reason=entry.reason,
        changes=one.readable(changes_of_trace(one.model, entry.before, entry.after, one.facts)),
        proof=f"n°\u00a0{entry.number}, empreinte {entry.entry_hash[:12]}",
    )
