"""The field that the agreed PDF keeps for the signature of each party (see `reports.rendering.fields`)."""

from accounts.enums import OrganisationKind


def field_of(kind: str) -> str:
    """The name of the field of a party, as its tool shows it: « signature_prefecture »."""
    return f"signature_{kind}"


def fields_of_others(kind: str) -> set[str]:
    """The names of those kept for the two other parties."""
    return {field_of(other) for other in OrganisationKind.parties() if other != kind}


def is_kept(name: str) -> bool:
    """Whether the field is that of a party."""
    return name in {field_of(kind) for kind in OrganisationKind.parties()}
