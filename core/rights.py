"""How an act asks for its right, and the words of a refusal."""

from typing import Any

import rules
from django.core.exceptions import PermissionDenied

from core.acting import Actor


def require(permission: str, by: Actor | None, subject: Any, act: str) -> None:
    """Raise PermissionDenied, with a French reason naming the act, unless `by` has the permission on
    `subject`."""
    if not rules.has_perm(permission, by, subject):
        raise PermissionDenied(refusal(act))


def refusal(act: str) -> str:
    """Why an act is forbidden: « Votre siège ne permet pas cet acte : modifier la fiche action. »"""
    return f"Votre siège ne permet pas cet acte\u00a0: {act}."
