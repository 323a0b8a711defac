"""The form by which a workbook comes back."""

from django import forms

from indicators.imports.bringing import MAX_BYTES
from indicators.imports.forms import TableForm

ACCEPTED = ".xlsx,.ods"


class WorkbookForm(TableForm):
    """A workbook that was downloaded here, filled."""

    field_order = ("file",)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["file"]
        field.label = "Classeur rempli"
        field.help_text = (
            f"En .xlsx ou .ods, {MAX_BYTES // 1_000_000}\u00a0Mo au plus. Le classeur du contrat, ou "
            f"celui d’un "
            "service contributeur. Rien n’est enregistré avant votre accord."
        )
        field.widget = forms.FileInput(attrs={**field.widget.attrs, "accept": ACCEPTED})
