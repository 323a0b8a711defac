"""A plan as a command prints it: the same report as the page, in lines or in JSON."""

from collections.abc import Iterable, Iterator
from shlex import quote
from typing import Any

from core.formats import NBSP, counted
from core.imports.plan import SHOWN_FAULTS, Fault, Plan, Proposal, Standing
from core.imports.questions import FILE, Question, answer_told, unanswered
from indicators.imports.foreseen import Foreseen

BLANK = "non renseigné"


def plan_lines(plan: Plan, foreseen: Foreseen) -> Iterator[str]:
    """What the plan would do: its count, its notices, its faults, then each value that is not unchanged, with
    what it will ask once written."""
    if plan.is_readable:
        yield plan.summary
    if foreseen.summary:
        yield foreseen.summary
    yield from plan.notices
    yield from _asked(FILE, plan.questions)
    yield from map(_fault, plan.faults[:SHOWN_FAULTS])
    if len(plan.faults) > SHOWN_FAULTS:
        yield f"… et {counted(len(plan.faults) - SHOWN_FAULTS, 'autre erreur', 'autres erreurs')}."
    for one in plan.proposals:
        if one.standing != Standing.UNCHANGED:
            yield from _proposal(one, foreseen.told(one.key))


def _fault(fault: Fault) -> str:
    where = f"{fault.origin}{NBSP}: " if fault.origin else ""
    typed = f" («{NBSP}{fault.typed}{NBSP}»)" if fault.typed else ""
    return f"{where}{fault.message}{typed}"


def _proposal(one: Proposal, foreseen: Iterable[str]) -> Iterator[str]:
    after = one.after or one.typed or "vide"
    yield f"{one.standing.label}{NBSP}: {one.subject}, {one.before or BLANK} → {after} ({one.origin})"
    yield from (f"  {told}" for told in (one.message, one.reading, *foreseen) if told)
    yield from _asked(one.key, one.questions)


def _asked(key: str, questions: Iterable[Question]) -> Iterator[str]:
    for question in unanswered(questions):
        if question.text:
            yield f"  {question.text}"
        for value, label in question.options:
            yield f"    – {label}{NBSP}: --answer {quote(answer_told(key, question.about, value))}"


def plan_data(plan: Plan, foreseen: Foreseen, *, written: int) -> dict[str, Any]:
    """The same, for a script: every value with where it stands; `written` is how many were stored. Of the
    values `looked_at`, `to_justify` tells how many will wait for an explanation."""
    return {
        "readable": plan.is_readable,
        "whole": plan.is_whole,
        "written": written,
        "counts": {standing.value: count for standing, count in plan.counts.items()},
        "to_justify": {"count": len(foreseen.to_justify), "looked_at": foreseen.looked_at},
        "notices": list(plan.notices),
        "questions": _questions(plan.questions),
        "faults": [{"message": one.message, "typed": one.typed, **_place(one.origin)} for one in plan.faults],
        "values": [_value(one, foreseen) for one in plan.proposals],
    }


def _value(one: Proposal, foreseen: Foreseen) -> dict[str, Any]:
    told = {name: getattr(one, name) for name in ("key", "subject", "typed", "reading", "before", "after")}
    told |= {"standing": one.standing.value, "base": one.base, "message": one.message}
    told["foreseen"] = [
        {"rule": point.number, "effect": point.effect, "message": point.message}
        for point in foreseen.points.get(one.key, ())
    ]
    return {**told, "questions": _questions(one.questions), **_place(one.origin)}


def _questions(questions: Iterable[Question]) -> list[dict[str, Any]]:
    return [
        {"about": one.about, "text": one.text, "options": [list(option) for option in one.options]}
        for one in questions
    ]


def _place(origin: Any) -> dict[str, Any]:
    if origin is None:
        return {"sheet": "", "row": None, "column": "", "letter": ""}
    return {"sheet": origin.sheet, "row": origin.row, "column": origin.column, "letter": origin.letter}
