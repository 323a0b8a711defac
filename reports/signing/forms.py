"""The forms by which a report is checked, signed, and brought back signed."""

import re
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from accounts.passwords import is_own_password
from core.forms import SnppeForm
from reports.forms import OTHER_SEAT
from reports.signing.opening import kept_password
from reports.signing.standing import CODE
from reports.signing.verdict import MAX_BYTES

HEXADECIMAL = re.compile(r"[0-9a-f]{12,64}")
SIZE_LIMIT = f"{MAX_BYTES // 1_000_000}\u00a0Mo"


class PdfField(forms.FileField):
    """A PDF; one that is too heavy is refused on its size, before it is read."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.FileInput(attrs={"accept": ".pdf,application/pdf"})
        kwargs.setdefault("help_text", f"{SIZE_LIMIT} au plus.")
        super().__init__(widget=widget, allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> UploadedFile:
        """The file, unread."""
        upload: UploadedFile = super().clean(data, initial)
        size = upload.size or 0
        if size > MAX_BYTES:
            heavy = -(-size // 1_000_000)
            raise forms.ValidationError(f"Ce fichier pèse {heavy}\u00a0Mo\u00a0: {SIZE_LIMIT} au plus.")
        return upload


class VerifyFileForm(SnppeForm):
    """The file to check, of which nothing is kept."""

    file = PdfField(
        label="Fichier PDF",
        help_text=f"Il est lu pour répondre, puis oublié. {SIZE_LIMIT} au plus.",
        error_messages={"required": "Choisissez le fichier PDF à vérifier."},
    )


class VerifyCodeForm(SnppeForm):
    """The code printed on a report."""

    code = forms.CharField(
        label="Code du rapport",
        max_length=120,
        help_text=(
            f"Les {CODE} caractères imprimés au pied de chaque page après «\u00a0empreinte\u00a0», "
            "avec ou sans espaces."
        ),
    )

    def clean_code(self) -> str:
        """The digits alone, in lower case."""
        code = re.sub(r"[\s\u00a0-]", "", self.cleaned_data["code"]).lower()
        if not HEXADECIMAL.fullmatch(code):
            raise forms.ValidationError(
                f"Ce code a au moins {CODE} caractères, des chiffres et des lettres de a à f."
            )
        return code


class SignForm(SnppeForm):
    """A signature on exactly the copy that was shown, confirmed by the person's password."""

    sha256 = forms.CharField(widget=forms.HiddenInput)
    seat = forms.IntegerField(widget=forms.HiddenInput, required=False)
    certificate_password = forms.CharField(
        label="Mot de passe du certificat de cachet",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=(
            "Celui du certificat de votre organisation, ou le code du module qui le garde\u00a0: il sert à "
            "signer, et n’est pas gardé."
        ),
    )
    password = forms.CharField(
        label="Votre mot de passe",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text="Celui de votre compte, demandé de nouveau car une signature engage votre organisation.",
    )

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.fields["seat"].initial = request.seat.pk  # type: ignore[attr-defined]
        if kept_password(request.seat.organisation):  # type: ignore[attr-defined]
            # The machine has it already.
            self.fields["certificate_password"].required = False
            self.fields["certificate_password"].widget = forms.HiddenInput()

    def clean_password(self) -> str:
        """The same lock as at sign-in counts the failures."""
        password: str = self.cleaned_data["password"]
        if not is_own_password(self.request, password):
            raise forms.ValidationError("Ce mot de passe n’est pas le vôtre.")
        return password

    def clean(self) -> dict[str, Any]:
        """Nobody signs in a seat taken meanwhile in another tab."""
        data = super().clean() or {}
        if data.get("seat") != self.request.seat.pk:  # type: ignore[attr-defined]
            self.add_error(None, OTHER_SEAT)
        return data


class BringBackForm(SnppeForm):
    """The copy that the organisation signed in its own tool."""

    file = PdfField(
        label="Copie signée",
        help_text=f"Le PDF rendu par votre parapheur, tel quel. {SIZE_LIMIT} au plus.",
        error_messages={"required": "Choisissez le PDF rendu par votre parapheur."},
    )
