"""Password rules beyond Django's own, and asking again for the present one."""

from typing import Any

from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest

SENTENCE_LENGTH = 20


def is_own_password(request: HttpRequest, password: str) -> bool:
    """Whether the person signed in knows their password; failures count towards the lock of the sign-in page,
    so that a stolen session is no place to guess it."""
    known = authenticate(request, username=request.user.get_username(), password=password)
    return known is not None and known.pk == request.user.pk


class VarietyValidator:
    """Three kinds of characters out of four, unless the password is a sentence (ANSSI, guide on passwords,
    2021)."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError when a short password lacks variety."""
        kinds = [str.islower, str.isupper, str.isdigit, lambda character: not character.isalnum()]
        variety = sum(any(kind(character) for character in password) for kind in kinds)
        if variety < 3 and len(password) < SENTENCE_LENGTH:
            raise ValidationError(self.get_help_text(), code="password_lacks_variety")

    def get_help_text(self) -> str:
        """What the form says beforehand."""
        return (
            "Votre mot de passe mêle au moins trois sortes de caractères (minuscules, majuscules, chiffres, "
            f"autres), ou forme une phrase d’au moins {SENTENCE_LENGTH} caractères."
        )
