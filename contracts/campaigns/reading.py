"""The later dates that were asked, as far as a seat may read them."""

from accounts.models import Seat
from contracts.models import ExtensionRequest

ANSWERED = 10


def requests_for(seat: Seat | None) -> list[ExtensionRequest]:
    """All that wait for an answer, then the last that had one. Two queries."""
    seen = ExtensionRequest.objects.visible_to(seat)
    return [*waiting_for(seat), *seen.answered().for_list()[:ANSWERED]]


def waiting_for(seat: Seat | None) -> list[ExtensionRequest]:
    """All that wait for an answer. One query."""
    return list(ExtensionRequest.objects.visible_to(seat).waiting().for_list())
