"""The smaller forms of the panel: a proof, the choice of a source, a perimeter of several contracts."""

from collections.abc import Sequence
from typing import Any

from django import forms

from contracts.models import Contract
from core.attachments import CHOOSER, Attachment, inspected
from core.forms import RowsField, SnppeForm
from indicators.proofs import MAX_TITLE
from indicators.retention import CHOICE_REASON_DUE, MAX_CHOICE_REASON
from indicators.revision import MAX_REASON


class ProofForm(SnppeForm):
    """A file that backs the figure; cleaned into an `Attachment`."""

    file = forms.FileField(
        label="Fichier",
        widget=forms.FileInput(attrs={"accept": CHOOSER}),
        error_messages={"required": "Choisissez un fichier.", "empty": "Ce fichier est vide."},
    )
    title = forms.CharField(
        label="Intitulé", required=False, max_length=MAX_TITLE, help_text="Sans intitulé, le nom du fichier."
    )

    def clean_file(self) -> Attachment:
        """The file, checked by its content."""
        return inspected(self.cleaned_data["file"])


class ChoiceForm(SnppeForm):
    """Why a source is retained against the rule."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label="Motif du choix",
        max_length=MAX_CHOICE_REASON,
        error_messages={"required": CHOICE_REASON_DUE},
    )


class LiftForm(SnppeForm):
    """A choice that ends; its reason is due only where an agreed report holds the figure."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(label="Motif", required=False, max_length=MAX_REASON)


class PerimeterForm(SnppeForm):
    """The other contracts that a figure covers, and the name of the whole."""

    contracts = RowsField(
        label="Autres contrats couverts",
        queryset=Contract.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins un autre contrat."},
    )
    label = forms.CharField(
        label="Nom du périmètre", max_length=120, help_text="Par exemple «\u00a0Alsace (67 et 68)\u00a0»."
    )

    def __init__(self, *args: Any, others: Sequence[Contract], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["contracts"]
        field.queryset = Contract.objects.filter(pk__in=[one.pk for one in others]).select_related(
            "territory"
        )
