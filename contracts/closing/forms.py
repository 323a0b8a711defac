"""The time of a step, as its institution says it."""

from typing import Any

from django import forms

from contracts.closing.steps import PlannedStep
from contracts.models import ClosingStep
from contracts.models.closing import LONGEST
from core.forms import SnppeModelForm


class ClosingStepForm(SnppeModelForm):
    """How many working days, and the day of a meeting; a step that nobody set carries the version 0."""

    working_days = forms.IntegerField(
        label="Délai, en jours ouvrés",
        min_value=0,
        max_value=LONGEST,
        help_text="Du premier au dernier jour de travail\u00a0; samedis, dimanches et jours fériés exclus.",
    )

    class Meta:
        model = ClosingStep
        fields = ("working_days", "meeting_on")
        widgets = {"meeting_on": forms.DateInput}
        labels = {"meeting_on": "Date de la réunion"}
        help_texts = {"meeting_on": "Vide\u00a0: l’étape n’est pas comptée."}

    def __init__(self, *args: Any, planned: PlannedStep, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["working_days"].initial = planned.working_days
        if self.instance.pk is None:
            self.fields["version"].initial = 0
            self.initial["working_days"] = planned.working_days
        if planned.is_meeting:
            self.fields["working_days"].label = "Envoi du dossier, en jours ouvrés avant la réunion"
        else:
            del self.fields["meeting_on"]
