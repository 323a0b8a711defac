"""The fields of a model by name (columns, never reverse relations), and what people call them."""

from typing import Any

from django.db import models
from django.utils.text import capfirst


def field_of(model: Any, name: str) -> "models.Field[Any, Any]":
    """The column of this name on a model or a row. FieldDoesNotExist, TypeError on a relation."""
    field = model._meta.get_field(name)
    if not isinstance(field, models.Field):
        raise TypeError(f"{name} n’est pas un champ de {model._meta.label}.")
    return field


def label_of(model: Any, name: str) -> str:
    """What people call the column, in French, inside a sentence."""
    return str(field_of(model, name).verbose_name)


def title_of(named: Any) -> str:
    """The French name of a field, or of a model by its `_meta`, as a heading: « Vote de l’assemblée »."""
    return capfirst(str(named.verbose_name))
