"""The bases of the administration: rights that come from the seat, a journal of every change, tables."""

from dataclasses import replace
from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet, URLField
from django.http import HttpRequest, HttpResponse
from import_export.admin import ImportExportMixin
from import_export.forms import ExportForm
from simple_history.admin import SimpleHistoryAdmin
from simple_history.template_utils import HistoricalRecordContextHelper

from accounts.exchange import FORMATS
from accounts.exchange.asking import (
    AnsweredImportForm,
    answers_from,
    file_read_again,
    waits_for_answers_alone,
)
from accounts.exchange.rehearsed import RehearsedFile
from accounts.snapshots import SECRET, saved_snapshot
from core import journal
from core.imports.questions import unanswered, written
from core.tabular.reading import UnreadableFile
from core.traces import difference


class SeatRights:
    """Every right of the administration is that of a national manager's seat; Django's own permissions are
    unused."""

    def _administers(self, request: HttpRequest) -> bool:
        return rules.has_perm("accounts.administer", request.seat)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._administers(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._administers(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._administers(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._administers(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._administers(request)

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self._administers(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self._administers(request)


class WithoutSecrets(HistoricalRecordContextHelper):
    """Tells the changes of a row, less those that nobody may read."""

    def context_for_delta_changes(self, delta: Any) -> list[dict[str, Any]]:
        """The changes worth showing."""
        told = [change for change in delta.changes if change.field not in SECRET]
        return super().context_for_delta_changes(replace(delta, changes=told))


class HistoryPage(SimpleHistoryAdmin):
    """The history of a row, with the seat; going back to an old version is not offered, nor accepted."""

    object_history_list_template = "admin/history_list.html"
    history_list_display = ["history_seat_label"]

    def get_historical_record_context_helper(
        self, request: HttpRequest, historical_record: Any
    ) -> HistoricalRecordContextHelper:
        """Ours, which keeps secrets."""
        return WithoutSecrets(self.model, historical_record)

    def revert_disabled(self, request: HttpRequest, obj: Any = None) -> bool:
        """Always: see `history_form_view`."""
        return True

    def history_form_view(self, request: HttpRequest, *arguments: Any, **options: Any) -> HttpResponse:
        """The library's page would write the old row back without rule or journal."""
        raise PermissionDenied("L’historique se lit ; il ne se rétablit pas.")


class ReadOnlyAdmin(SeatRights, HistoryPage):
    """A business row that the administration looks at; it changes by its own pages, under its own rules."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class JournalledAdmin(SeatRights, HistoryPage):
    """A row of reference data whose every change is journalled in the national chain."""

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        """Save, after noting what the row said."""
        form.before = saved_snapshot(obj)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save what hangs on the row, then journal what moved."""
        super().save_related(request, form, formsets, change)
        before, after = difference(form.before, saved_snapshot(form.instance))
        if before or after:
            self.journal(request, "Modification" if change else "Création", form.instance, before, after)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        """Journal, then delete: the journal names what is gone."""
        self.journal(request, "Suppression", obj, saved_snapshot(obj), {})
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """One by one, so that each leaves its trace."""
        for row in queryset:
            self.delete_model(request, row)

    def journal(
        self, request: HttpRequest, act: str, row: Model, before: dict[str, Any], after: dict[str, Any]
    ) -> None:
        """Record an act of the administration."""
        journal.record(
            chain=journal.NATIONAL_CHAIN,
            act=f"{act} par l’administration",
            subject=row,
            by=request.seat,
            before=before,
            after=after,
        )


class ReferenceAdmin(ImportExportMixin, JournalledAdmin):
    """Reference data: edited on screen, or by a table that is rehearsed before it is written."""

    export_form_class = ExportForm
    tmp_storage_class = RehearsedFile
    confirm_form_class = AnsweredImportForm
    import_template_name = "admin/import.html"
    list_per_page = 50
    formfield_overrides = {URLField: {"assume_scheme": "https"}}

    def get_import_resource_kwargs(self, request: HttpRequest, **options: Any) -> dict[str, Any]:
        """With what was answered on the numbers that have two meanings."""
        return super().get_import_resource_kwargs(request, **options) | {
            "answers": answers_from(request.POST)
        }

    def get_import_form_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        """With the file that was rehearsed, when it comes back with answers."""
        given: dict[str, Any] = super().get_import_form_kwargs(request)
        if again := file_read_again(request):
            given["files"] = {"import_file": again}
        return given

    def get_confirm_form_initial(self, request: HttpRequest, import_form: Any) -> dict[str, Any]:
        """With the answers, by which the file is read once more."""
        return super().get_confirm_form_initial(request, import_form) | {
            "answers": written(answers_from(request.POST))
        }

    def import_action(self, request: HttpRequest, **options: Any) -> HttpResponse:
        """Rehearse, and show what is to be answered before anything can be confirmed."""
        page: Any = super().import_action(request, **options)
        result = page.context_data.get("result")
        asked = getattr(result, "questions", [])
        if unanswered(asked):
            sent = self.get_confirm_form_initial(request, page.context_data["form"])
            alone = waits_for_answers_alone(result)
            page.context_data |= {"questions": asked, "sent": sent, "is_asked_alone": alone}
        return page  # type: ignore[no-any-return]

    def get_import_formats(self) -> list[Any]:
        """CSV, XLSX, ODS."""
        return FORMATS

    def get_export_formats(self) -> list[Any]:
        """CSV, XLSX, ODS."""
        return FORMATS

    def add_data_read_fail_error_to_form(self, form: Any, error: Exception) -> None:
        """Say why the file cannot be read, when we know."""
        if isinstance(error, UnreadableFile):
            form.add_error("import_file", str(error))
        else:
            super().add_data_read_fail_error_to_form(form, error)
