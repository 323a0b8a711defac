"""Forms of the report's pages."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest

from accounts.passwords import is_own_password
from core.attachments import ACCEPTED, CHOOSER, SIZE_LIMIT, Attachment, inspected
from core.forms import SnppeForm, SnppeModelForm
from reports.enums import SealDecision
from reports.models import AssemblySection, Report, Section
from reports.queries import PartyState
from reports.typed import SettledField, faults_of, settled

OTHER_SEAT = (
    "Vous avez changé de siège depuis l’ouverture de cette page\u00a0: "
    "rouvrez-la pour viser au nom du bon siège."
)


class TypedForm(SnppeModelForm):
    """A text of the report: what cannot be printed is told at its place, all at once."""

    removed = 0

    def clean_body(self) -> str:
        """The text without its invisible characters, which `removed` counts."""
        body, self.removed = settled(self.cleaned_data["body"])
        if faults := faults_of(body):
            raise forms.ValidationError(faults)
        return body


class SectionForm(TypedForm):
    """The text of a section."""

    class Meta:
        model = Section
        fields = ["body"]
        labels = {"body": "Texte"}
        widgets = {"body": forms.Textarea(attrs={"rows": 18})}
        help_texts = {
            "body": (
                "Une ligne vide sépare deux paragraphes\u00a0; «\u00a0-\u00a0» ou «\u00a01.\u00a0» "
                "en tête de ligne fait une liste, «\u00a0##\u00a0» un intertitre, «\u00a0>\u00a0» une "
                "citation\u00a0; **gras**, *italique*, [lien](https://…)\u00a0; [[résultat 1.1]] cite un "
                "chiffre."
            )
        }


class AssemblySectionForm(TypedForm):
    """The text of a section of the report to the assembly."""

    class Meta(SectionForm.Meta):
        model = AssemblySection


class ActForm(SnppeForm):
    """An act on the report that was shown, and on no other."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @property
    def details(self) -> dict[str, Any]:
        """What the act takes: the fields, and the version shown."""
        fields = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return fields | {"shown_version": self.shown_version}


class ReasonForm(ActForm):
    """Why an act is done."""

    reason = SettledField(label="Motif", max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))


class DeliberationForm(ActForm):
    """The vote of the assembly."""

    deliberated_on = forms.DateField(label="Date de la séance", widget=forms.DateInput())
    reference = forms.CharField(
        label="Référence de la délibération",
        max_length=120,
        help_text=(
            "Telle qu’elle figure en tête de la délibération. Par exemple, pour une référence fictive\u00a0: "
            "CP\u00a02025/0123."
        ),
    )
    attachment = forms.FileField(
        label="La délibération",
        required=False,
        widget=forms.FileInput(attrs={"accept": CHOOSER}),
        help_text=f"{ACCEPTED}, {SIZE_LIMIT} au plus. Elle rejoint les pièces du contrat.",
        error_messages={"empty": "Ce fichier est vide."},
    )

    def __init__(self, *args: Any, may_file: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_file:
            del self.fields["attachment"]

    def clean_attachment(self) -> Attachment | None:
        """The file, checked by its content; nothing when there is none."""
        upload = self.cleaned_data["attachment"]
        return inspected(upload) if upload else None


class ReminderForm(SnppeForm):
    """Whom one reminds, and a word of one's own."""

    organisation = forms.ChoiceField(label="À qui", widget=forms.RadioSelect)
    message = SettledField(
        label="Message",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Joint au courriel, sous le nom de votre organisation.",
    )

    def __init__(self, awaited: Sequence[PartyState], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(party.organisation_id), _awaited(party)) for party in awaited]
        self.fields["organisation"].choices = choices  # type: ignore[attr-defined]
        self.fields["organisation"].initial = choices[0][0]

    def chosen(self, report: Report) -> dict[str, Any]:
        """What the act takes: the organisation and the message."""
        pk = int(self.cleaned_data["organisation"])
        parties = report.contract.closing_parties
        [organisation] = [one.organisation for one in parties if one.organisation_id == pk]
        return {"organisation": organisation, "message": self.cleaned_data["message"]}


def _awaited(party: PartyState) -> str:
    said = f"{party.state_label.lower()} {party.detail}".strip()
    return f"{party.name}\u00a0: {said}"


class SealForm(SnppeForm):
    """A decision on exactly the content that was shown, confirmed by the password."""

    sha256 = forms.CharField(widget=forms.HiddenInput)
    pdf_sha256 = forms.CharField(widget=forms.HiddenInput, required=False)
    # Required by `clean`, whose refusal is told at the top: nobody sees what is said of a hidden input.
    seat = forms.IntegerField(widget=forms.HiddenInput, required=False)
    decision = forms.ChoiceField(
        label="Votre décision", choices=SealDecision.choices, widget=forms.RadioSelect
    )
    statement = SettledField(
        label="Réserves ou motif",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=(
            "Obligatoire pour un visa avec réserves (elles sont imprimées dans le rapport) ou un refus."
        ),
    )
    password = forms.CharField(
        label="Votre mot de passe",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text="Demandé de nouveau, car un visa vous engage.",
    )

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.fields["seat"].initial = request.seat.pk if request.seat else None
        # Neither required nor optional: its help says when.
        self.fields["statement"].is_conditional = True

    def clean_password(self) -> str:
        """The same lock as at sign-in counts the failures."""
        password: str = self.cleaned_data["password"]
        if not is_own_password(self.request, password):
            raise forms.ValidationError("Ce mot de passe n’est pas le vôtre.")
        return password

    def clean(self) -> dict[str, Any]:
        """A reservation or a refusal says why; nobody seals in a seat taken meanwhile in another tab."""
        data = super().clean() or {}
        if self.request.seat and data.get("seat") != self.request.seat.pk:
            self.add_error(None, OTHER_SEAT)
        decision = data.get("decision")
        if decision and decision != SealDecision.GIVEN and not data.get("statement", "").strip():
            self.add_error("statement", "Motivez la réserve ou le refus.")
        return data
