"""The forms of a committee: the meeting, a decision typed live."""

from typing import Any

from django import forms

from contracts.models import Contract
from core.forms import SnppeModelForm
from reports.models import Committee, Decision


class CommitteeForm(SnppeModelForm):
    """When the parties meet, over which year, with whom."""

    class Meta:
        model = Committee
        fields = ("fiscal_year", "held_on", "attendees")
        widgets = {"held_on": forms.DateInput, "attendees": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(year, str(year)) for year in reversed(contract.years)]
        widget = forms.Select(choices=choices, attrs={"class": "fr-select"})
        self.fields["fiscal_year"].widget = widget

    def _post_clean(self) -> None:
        """The whole row is checked under lock by the act."""


class DecisionForm(SnppeModelForm):
    """A decision, who is in charge, by when; once it exists, what became of it."""

    text = forms.CharField(label="Décision", max_length=2_000, widget=forms.Textarea(attrs={"rows": 2}))
    outcome = forms.CharField(
        label="Ce qui a été fait",
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Demandé quand la décision est réalisée ou abandonnée.",
    )

    class Meta:
        model = Decision
        fields = ("text", "owner", "due_on", "state", "outcome")
        widgets = {"due_on": forms.DateInput}
        help_texts = {"owner": "Un service ou une fonction, jamais le nom d’un enfant ou d’une famille."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            del self.fields["state"], self.fields["outcome"]

    def _post_clean(self) -> None:
        """The whole row is checked under lock by the act."""
