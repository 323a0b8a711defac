"""Handing over what a page of any app brings to the app that keeps the journal of imports."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.acting import Actor


class NotBrought(ValueError):
    """The file is not received; the message says why, in French."""


@dataclass(frozen=True)
class Received:
    """Where an import is looked at, and why it cannot be, if it cannot."""

    url: str
    failure: str = ""


Receiver = Callable[[str, str, bytes, Any], Received]
_receivers: list[Receiver] = []


def receives(receiver: Receiver) -> Receiver:
    """Declare who receives imports; a decorator."""
    _receivers[:] = [receiver]
    return receiver


def receive(kind: str, name: str, content: bytes, by: Actor) -> Received:
    """Bring a file of a declared kind; nothing of it is written yet. Raises NotBrought, PermissionDenied."""
    [receiver] = _receivers
    return receiver(kind, name, content, by)
