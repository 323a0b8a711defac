"""The fields of a model by name, typed as what they are: columns, never reverse relations."""

from typing import Any

from django.db import models


def field_of(model: Any, name: str) -> "models.Field[Any, Any]":
    """The column of this name on a model or a row. FieldDoesNotExist, TypeError on a relation."""
    field = model._meta.get_field(name)
    if not isinstance(field, models.Field):
        raise TypeError(f"{name} n’est pas un champ de {model._meta.label}.")
    return field


def label_of(model: Any, name: str) -> str:
    """What people call the column, in French."""
    return str(field_of(model, name).verbose_name)
