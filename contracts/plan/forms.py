"""Forms of the action plan: the deliverables of an action, what a year is to bring."""

from typing import Any

from django import forms

from contracts.models import Action, ActionYear
from contracts.plan.acts import YEAR_FIELDS
from contracts.plan.deliverables import DeliverableEntry
from core.forms import FrenchDecimalField, SnppeForm, SnppeModelForm

PREFIX = "livrables"
BLANK_ROWS = 3
MOST_ROWS = 60


class DeliverableForm(SnppeForm):
    """One deliverable; a row whose name is emptied is taken away."""

    pk = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    label = forms.CharField(label="Livrable", required=False, max_length=200)
    due_on = forms.DateField(label="Attendu le", required=False, widget=forms.DateInput)
    delivered_on = forms.DateField(label="Remis le", required=False, widget=forms.DateInput)

    def clean(self) -> dict[str, Any]:
        """A date needs the name of what it dates, unless the whole row is taken away."""
        cleaned = super().clean() or self.cleaned_data
        is_new = not cleaned.get("pk")
        if not cleaned.get("label") and is_new and (cleaned.get("due_on") or cleaned.get("delivered_on")):
            self.add_error("label", "Nommez ce livrable, ou effacez ses dates.")
        return cleaned


_Formset = forms.formset_factory(DeliverableForm, extra=BLANK_ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS)


class DeliverableRows:
    """The deliverables of an action in its form."""

    def __init__(self, data: Any, action: Action | None) -> None:
        standing = list(action.deliverables.all()) if action else []
        initial = [
            {
                "pk": row.pk,
                "label": row.label,
                "due_on": row.due_on,
                "delivered_on": row.delivered_on,
            }
            for row in standing
        ]
        # A page that sends no row (an older one, a script) leaves the deliverables as they are.
        self.is_sent = data is not None and f"{PREFIX}-TOTAL_FORMS" in data
        self.formset = _Formset(data if self.is_sent else None, initial=initial, prefix=PREFIX)

    @property
    def forms(self) -> list[DeliverableForm]:
        """The rows, with blank ones at the end."""
        return list(self.formset.forms)

    def is_valid(self) -> bool:
        """Whether every row is right; rows that were not sent are."""
        return not self.is_sent or bool(self.formset.is_valid())

    @property
    def values(self) -> dict[str, list[DeliverableEntry]]:
        """What to give to `save_action`: nothing when no row was sent."""
        if not self.is_sent:
            return {}
        rows = [form.cleaned_data for form in self.formset.forms if form.cleaned_data.get("label")]
        return {
            "deliverables": [
                DeliverableEntry(row["label"], row["due_on"], row["delivered_on"], row["pk"]) for row in rows
            ]
        }


class ActionYearForm(SnppeModelForm):
    """What an action is to do in a year; an unsaved one carries the version 0."""

    expected = forms.CharField(
        label="Ce qui est prévu", required=False, max_length=8_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    expected_count = FrenchDecimalField(
        label="Quantité prévue", required=False, decimals=2, min_value=0, max_value=9_999_999_999
    )
    staff_fte = FrenchDecimalField(
        label="Postes prévus (ETP)", required=False, decimals=2, min_value=0, max_value=99_999
    )

    class Meta:
        model = ActionYear
        fields = YEAR_FIELDS
        help_texts = {"expected_unit": "Au pluriel, par exemple «\u00a0visites\u00a0»."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.fields["version"].initial = 0
