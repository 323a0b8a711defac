"""The form by which a table is brought."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.forms import SnppeForm
from indicators.imports.bringing import MAX_BYTES, TOO_LARGE

ACCEPTED = ".csv,.tsv,.txt,.xlsx,.ods"


class TableForm(SnppeForm):
    """A file of values."""

    file = forms.FileField(
        label="Fichier de valeurs",
        help_text=(
            f"CSV, XLSX ou ODS, {MAX_BYTES // 1_000_000}\u00a0Mo au plus. "
            "Rien n’est enregistré avant votre accord."
        ),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={
            "required": "Choisissez un fichier.",
            "empty": "Ce fichier est vide\u00a0: vérifiez que vous envoyez le bon.",
            "missing": "Choisissez un fichier.",
        },
        max_length=None,
    )

    def clean_file(self) -> Any:
        """Refused when it is too large to be read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(TOO_LARGE)
        return file
