"""The forms by which people come in, choose a password, and open or close seats."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from accounts.enums import Role
from accounts.letterhead import Chosen
from accounts.models import Letterhead, Seat
from accounts.passwords import is_own_password
from core.forms import SnppeForm, SnppeFormMixin, SnppeModelForm
from core.logos import WANTED, Logo, drawn_again

MOST_LINES = 5


class SignInForm(SnppeFormMixin, AuthenticationForm):
    """E-mail address and password. One message for every failure, whichever of the two is wrong."""

    error_messages = {
        "invalid_login": (
            "Adresse ou mot de passe inexact. Vérifiez les deux ; "
            "après cinq essais, l’accès se ferme quinze minutes."
        ),
        "inactive": "Adresse ou mot de passe inexact.",
    }

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        address = self.fields["username"]
        address.label = "Adresse électronique"
        address.help_text = "Format attendu : nom@domaine.fr"
        address.widget.attrs |= {"autocomplete": "username"}
        address.widget.input_type = "email"

    def clean_username(self) -> str:
        """In lower case, so that neither the account nor the count of failures depends on the case."""
        return str(self.cleaned_data["username"]).strip().lower()


class PasswordLinkForm(SnppeForm):
    """The address to which the link is sent."""

    email = forms.EmailField(
        label="Adresse électronique",
        help_text="Celle de votre compte. Format attendu : nom@domaine.fr",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class PasswordRules:
    """Says in one sentence what the validators will ask."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, forms.Field] = self.fields  # type: ignore[attr-defined]
        fields["new_password1"].help_text = (
            "Douze caractères au moins, de trois sortes (minuscules, majuscules, chiffres, autres), "
            "ou une phrase d’au moins vingt caractères. Ni votre nom, ni un mot de passe courant."
        )
        fields["new_password2"].label = "Le même, pour vérification"
        fields["new_password2"].help_text = ""


class NewPasswordForm(PasswordRules, SnppeFormMixin, SetPasswordForm):
    """A first password, or another one, after a link."""


class ChangePasswordForm(PasswordRules, SnppeFormMixin, PasswordChangeForm):
    """Another password, the present one being known."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(request.user, *args, **kwargs)
        self.request = request

    def clean_old_password(self) -> str:
        """The same lock as at sign-in counts the failures."""
        password: str = self.cleaned_data["old_password"]
        if not is_own_password(self.request, password):
            raise ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        return password


class OpenSeatForm(SnppeModelForm):
    """A place in one's own organisation, for a person known by their address."""

    email = forms.EmailField(
        label="Adresse électronique de la personne",
        help_text="Si elle n’a pas de compte, il est créé et elle reçoit de quoi choisir son mot de passe.",
        max_length=254,
    )
    name = forms.CharField(
        label="Nom affiché",
        help_text="Nécessaire seulement pour une personne qui n’a pas encore de compte.",
        max_length=120,
        required=False,
    )

    class Meta:
        model = Seat
        fields = ["email", "name", "role", "title", "territory", "starts_on", "ends_on"]
        labels = {"title": "Fonction", "starts_on": "Premier jour", "ends_on": "Dernier jour"}
        help_texts = {
            "role": (
                "Lecture : tout lire. Saisie : entrer les données. Relecture : remarquer et viser. "
                "Signature : viser au nom de l’organisation. Gestion : ouvrir et fermer des sièges."
            ),
            "ends_on": "Vide : sans terme fixé.",
        }
        widgets = {"starts_on": forms.DateInput, "ends_on": forms.DateInput}

    def __init__(self, *args: Any, by: Seat, **kwargs: Any) -> None:
        super().__init__(*args, instance=Seat(organisation=by.organisation), **kwargs)
        fields: dict[str, Any] = self.fields
        fields["role"].choices = [("", "Choisir un rôle"), *Role.choices]
        self.initial["starts_on"] = timezone.localdate()
        territories = by.organisation.territories.all()
        if by.territory_id is not None:
            territories = territories.filter(pk=by.territory_id)
            fields["territory"].required = True
        fields["territory"].queryset = territories
        fields["territory"].empty_label = "Tous les territoires de l’organisation"

    def add_refusal(self, refusal: ValidationError) -> None:
        """Show what the action refused, beside the field it names when the form has it."""
        fields = getattr(refusal, "error_dict", {None: refusal.messages})
        for name, problems in fields.items():
            self.add_error(name if name in self.fields else None, problems)


class CloseSeatForm(SnppeForm):
    """The last day of a seat."""

    last_day = forms.DateField(
        label="Dernier jour du siège",
        help_text="Le siège sert jusqu’à la fin de ce jour. Hier le ferme tout de suite.",
        widget=forms.DateInput,
    )


class LetterheadForm(SnppeForm):
    """The logo, its words, and the legal mentions of an organisation."""

    logo = forms.FileField(
        label="Logo",
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
        help_text=WANTED,
    )
    without_logo = forms.BooleanField(label="Retirer le logo", required=False)
    logo_alt = forms.CharField(
        label="Ce que dit le logo",
        required=False,
        max_length=160,
        help_text="Lu à qui ne le voit pas\u00a0: «\u00a0Collectivité européenne d’Alsace\u00a0». "
        "Obligatoire avec un logo.",
    )
    legal_mentions = forms.CharField(
        label="Mentions légales",
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Adresse, numéro SIREN… imprimées en petit, sur cinq lignes au plus.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, letterhead: Letterhead, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_logo = letterhead.logo_id is not None
        self.fields["version"].initial = letterhead.version
        self.fields["logo_alt"].initial = letterhead.logo_alt
        self.fields["legal_mentions"].initial = letterhead.legal_mentions
        self.fields["logo_alt"].is_conditional = True
        if not self.has_logo:
            del self.fields["without_logo"]

    def clean_logo(self) -> Logo | None:
        """The image drawn again, checked by its content."""
        sent = self.cleaned_data["logo"]
        return drawn_again(sent) if sent else None

    def clean_legal_mentions(self) -> str:
        """What a cover has room for."""
        mentions = str(self.cleaned_data["legal_mentions"]).strip()
        if len(mentions.splitlines()) > MOST_LINES:
            raise ValidationError("Cinq lignes au plus\u00a0: la couverture n’a pas plus de place.")
        return mentions

    def clean(self) -> dict[str, Any]:
        """A logo, new or kept, says what it shows; a form that comes back has lost its file."""
        data = super().clean() or {}
        kept = self.has_logo and not data.get("without_logo")
        if (data.get("logo") or kept) and not data.get("logo_alt", "").strip():
            self.add_error("logo_alt", "Dites ce que montre le logo, pour qui ne le voit pas.")
        if self.errors and data.get("logo"):
            self.add_error("logo", "Choisissez de nouveau cette image\u00a0: un formulaire ne la garde pas.")
        return data

    @property
    def chosen(self) -> Chosen:
        """What is to be written."""
        data = self.cleaned_data
        return Chosen(
            data.get("logo"), data["logo_alt"], data["legal_mentions"], data.get("without_logo", False)
        )
