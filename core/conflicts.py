"""Two people changed the same row: what one typed beside what the other saved."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import QueryDict

from core.fields import title_of
from core.numbers import parse_number
from core.readable import NOTHING, told
from core.versions import StaleVersion
from core.words import Piece, compared

VERSION = "version"
# Never sent back by a page: the token is drawn anew, a secret is asked again.
NOT_SENT_AGAIN = ("csrfmiddlewaretoken", "password")


@dataclass(frozen=True)
class Difference:
    """One field on which the two disagree, as text."""

    label: str
    theirs: str
    yours: str
    # What differs word by word, for a text.
    pieces: list[Piece] = dataclasses.field(default_factory=list)


@dataclass(frozen=True)
class Conflict:
    """What the page of the conflict shows; `again` is the whole form, to be sent over the new version."""

    subject: str
    differences: list[Difference]
    again: list[tuple[str, str]]


def conflict_of(stale: StaleVersion, typed: QueryDict) -> Conflict:
    """The conflict between the row as it stands and the form as it was sent."""
    fields = [field for field in stale.theirs._meta.concrete_fields if field.name in typed]
    return Conflict(
        subject=str(stale.theirs),
        differences=list(differences(stale.theirs, fields, typed)),
        again=_again(typed, stale.theirs),
    )


def differences(
    theirs: models.Model, fields: Iterable[Any], typed: Mapping[str, str]
) -> Iterable[Difference]:
    """The fields of which the row says something else than what was typed."""
    for field in fields:
        saved, sent = told(field, theirs), _typed(theirs, field, typed[field.name])
        if field.name != VERSION and saved != sent:
            is_text = isinstance(field, models.TextField)
            yield Difference(title_of(field), saved, sent, compared(saved, sent) if is_text else [])


def _typed(row: models.Model, field: Any, sent: str) -> str:
    """The value sent, written like the saved one when it says the same thing."""
    if not sent.strip():
        return NOTHING
    if field.choices:
        return str(dict(field.flatchoices).get(sent, sent))
    if field.is_relation:
        return told(field, row) if str(getattr(row, field.attname)) == sent else "un autre choix"
    return told(field, row) if _understood(field, sent) == getattr(row, field.name) else sent


def _understood(field: Any, sent: str) -> Any:
    """What was typed as the field would keep it; the text itself when it cannot be."""
    if isinstance(field, models.DecimalField):
        return parse_number(sent).value
    try:
        return field.to_python(sent)
    except ValidationError:
        return sent


def _again(typed: QueryDict, theirs: Any) -> list[tuple[str, str]]:
    kept = [
        (name, value)
        for name, values in typed.lists()
        for value in values
        if name != VERSION and not any(secret in name for secret in NOT_SENT_AGAIN)
    ]
    return [*kept, (VERSION, str(theirs.version))]
