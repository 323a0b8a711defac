"""The forms of the calendar: those of the national level, each with the mark of what it shows, and those of
the later dates that are asked."""

from typing import Any

from django import forms

from contracts.campaigns.acts import CAMPAIGN_FIELDS, DEADLINE_FIELDS
from contracts.models import Campaign, Deadline, ExtensionRequest
from core.forms import MarkedForm, SnppeForm

GRANT, REFUSE = "accorder", "refuser"
NOTES = "Ce que les textes disent sans date précise\u00a0; lu de tous sous le nom de la campagne."


class CampaignForm(MarkedForm):
    """The campaign of a year, to be opened."""

    marked = CAMPAIGN_FIELDS
    notes = forms.CharField(
        label="Notes", required=False, max_length=4_000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=NOTES,
    )  # fmt: skip

    class Meta:
        model = Campaign
        fields = CAMPAIGN_FIELDS


class CampaignNotesForm(CampaignForm):
    """What is written of a campaign that is open."""

    class Meta(CampaignForm.Meta):
        fields = ("notes",)


class DeadlineForm(MarkedForm):
    """A deadline: what is due, when, from whom, under which text."""

    marked = DEADLINE_FIELDS
    source_url = forms.URLField(
        label="Adresse du texte", required=False, max_length=400, assume_scheme="https"
    )
    why = forms.CharField(
        label="Pourquoi ce changement",
        required=False,
        max_length=500,
        help_text="Demandé quand la date change\u00a0; gardé dans l’historique.",
    )

    class Meta:
        model = Deadline
        fields = DEADLINE_FIELDS
        widgets = {"due_on": forms.DateInput}
        labels = {"audience": "De qui", "legal_text": "Texte qui la fixe"}
        help_texts = {
            "due_on": "Le dernier jour, qui finit à 23 h 59 min 59 s à l’heure de chaque territoire.",
            "legal_text": "Vide\u00a0: «\u00a0à compléter\u00a0».",
        }


def _words(label: str, help_text: str = "", *, required: bool = True) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, required=required, max_length=2_000, widget=area, help_text=help_text)


class ExtensionForm(SnppeForm):
    """A later date to ask for."""

    wished_on = forms.DateField(label="Date souhaitée")
    reason = _words("Motif", "Lu par l’administration nationale et par les parties au contrat.")


class VersionedForm(SnppeForm):
    """A form about a request, which sends back the version that it shows."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, asked: ExtensionRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = asked.version


class AnswerForm(VersionedForm):
    """What the national level answers: yes, to which day, or no, with why."""

    decision = forms.ChoiceField(
        label="Décision",
        choices=[(GRANT, "Accorder le report"), (REFUSE, "Refuser le report")],
        widget=forms.RadioSelect,
    )
    granted_on = forms.DateField(
        label="Date accordée", required=False, help_text="Pour un report accordé\u00a0; elle peut être autre."
    )
    answer = _words("Réponse", "Obligatoire pour un refus\u00a0: le département la lira.", required=False)

    def __init__(self, *args: Any, asked: ExtensionRequest, **kwargs: Any) -> None:
        super().__init__(*args, asked=asked, **kwargs)
        self.fields["granted_on"].initial = asked.wished_on

    @property
    def grants(self) -> bool:
        """Whether the answer is yes."""
        return self.cleaned_data.get("decision") == GRANT

    def clean(self) -> dict[str, Any]:
        """A yes has its day, a no its reason."""
        given = super().clean() or self.cleaned_data
        if self.grants and not given.get("granted_on") and "granted_on" not in self.errors:
            self.add_error("granted_on", "Indiquez la date accordée.")
        if given.get("decision") == REFUSE and not given.get("answer", "").strip():
            self.add_error("answer", "Motivez le refus\u00a0: le département le lira.")
        return given


class LiftForm(VersionedForm):
    """Why what was granted no longer is."""

    reason = _words("Pourquoi le report est levé", required=False)
