"""The base of every table of reference data: French titles, natural keys, model validation, journal."""

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.db import models
from import_export.fields import Field
from import_export.resources import ModelResource
from tablib import Dataset

from accounts.exchange.asking import settled
from accounts.exchange.widgets import ChoiceWidget, DayWidget, NumberWidget, YesNoWidget
from accounts.snapshots import saved_snapshot
from core import journal
from core.imports.questions import Question
from core.traces import difference

WIDGETS: list[tuple[type[models.Field], Any]] = [
    (models.BooleanField, lambda field: YesNoWidget()),
    (models.DateField, lambda field: DayWidget()),
    (models.DecimalField, lambda field: NumberWidget()),
    (models.IntegerField, lambda field: NumberWidget(decimals=0)),
]


class ReferenceResource(ModelResource):
    """Rows are found by natural keys (`import_id_fields`), checked whole, and journalled one by one.

    Everything is written or nothing is: the rows of a file share one transaction.
    """

    class Meta:
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True
        use_transactions = True

    def __init__(self, answers: Mapping[str, str] | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.answers = answers or {}
        self.questions: list[Question] = []

    @classmethod
    def field_from_django_field(cls, name: str, field: models.Field, readonly: bool) -> Field:
        """A column titled as on the screen, whose cells are read by our own widgets."""
        column = super().field_from_django_field(name, field, readonly)
        column.column_name = str(field.verbose_name)
        if field.choices:
            column.widget = ChoiceWidget(field.choices)
        for kind, widget in WIDGETS:
            if isinstance(field, kind) and not field.choices:
                column.widget = widget(field)
        return column

    def filter_export(self, queryset: models.QuerySet[Any], **_: Any) -> models.QuerySet[Any]:
        """With the rows that its columns point at, so that a long table costs what a short one does."""
        paths = [column.attribute for column in self.get_export_fields()]
        relations = {path: queryset.model._meta.get_field(path) for path in paths if "__" not in path}
        one = [path for path, field in relations.items() if field.many_to_one]
        many = [path for path, field in relations.items() if field.many_to_many]
        beyond = [path.rpartition("__")[0] for path in paths if "__" in path]
        return queryset.select_related(*one, *beyond).prefetch_related(*many)

    def before_import(self, dataset: Dataset, **_: Any) -> None:
        """Refuse an unknown column, which would be left out without a word, and a file in which two lines
        bear the same key: the second would silently win."""
        known = {field.column_name for field in self.fields.values()}
        strange = [str(title) for title in dataset.headers or [] if title not in known]
        if strange:
            raise ValueError(f"Colonne inconnue\u00a0: {', '.join(strange[:5])}.")
        titles = [self.fields[name].column_name for name in self.get_import_id_fields()]
        keys = Counter(tuple(str(row.get(title)) for title in titles) for row in dataset.dict)
        twice = [" / ".join(key) for key, count in keys.items() if count > 1]
        if twice:
            raise ValueError(f"Deux lignes portent la même clé : {', '.join(twice[:5])}.")

    def before_import_row(self, row: Any, row_number: int = 0, **_: Any) -> None:
        """Ask what its numbers mean, or take what was answered."""
        self.questions += settled(row, row_number, self._numbers, self.answers)

    def after_import(self, dataset: Dataset, result: Any, **_: Any) -> None:
        """Say what the file asks."""
        result.questions = self.questions

    @cached_property
    def _numbers(self) -> dict[str, Any]:
        fields = self.get_import_fields()
        return {one.column_name: one.widget for one in fields if isinstance(one.widget, NumberWidget)}

    def before_save_instance(self, instance: models.Model, row: Any, **_: Any) -> None:
        """Keep what the row said, for the journal."""
        self._before = saved_snapshot(instance)

    def after_import_row(self, row: Any, row_result: Any, **options: Any) -> None:
        """Journal the row, in the transaction that writes it; a rehearsal leaves no trace."""
        if options.get("dry_run") or row_result.import_type not in {"new", "update"}:
            return
        before, after = difference(self._before, saved_snapshot(row_result.instance))
        journal.record(
            chain=journal.NATIONAL_CHAIN,
            act="Import de données de référence",
            subject=row_result.instance,
            before=before,
            after=after,
        )
