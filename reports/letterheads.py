"""The logos and the legal mentions of the parties, as an edition freezes them."""

from collections.abc import Iterable
from typing import Any

from accounts.letterhead import told
from accounts.models import Letterhead, Organisation


def frozen_letterheads(organisations: Iterable[Organisation]) -> list[dict[str, Any]]:
    """What each organisation that chose something puts on its papers today: « organisation », « kind »,
    « logo » (the hash of an image that is kept for ever, or nothing), « alt », « mentions »."""
    ours = list(organisations)
    known = Letterhead.objects.filter(organisation__in=ours).select_related("logo")
    of = {letterhead.organisation_id: letterhead for letterhead in known}
    rows = [{"organisation": one.name, "kind": one.kind, **told(of[one.pk])} for one in ours if one.pk in of]
    return [row for row in rows if row["logo"] or row["mentions"]]
