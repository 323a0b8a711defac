"""The forms by which people come in, choose a password, and open or close seats."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Seat
from accounts.passwords import is_own_password
from core.forms import SnppeForm, SnppeFormMixin, SnppeModelForm


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
