"""The seal certificates of the demonstration, as files of the machine: worthless in law, and saying so."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from accounts.enums import OrganisationKind
from accounts.models import Organisation
from snppe.demo.authority import Authority
from snppe.demo.cast import PASSWORD

ROOT = "demonstration.pem"
VALID = timedelta(days=3600)


def settle() -> int:
    """A certificate for each organisation that somebody plays and that closes reports; how many were made.

    The key of the authority is kept nowhere: nobody can make another certificate in its name. Nothing is made
    on a machine that has one already.
    """
    root = Path(settings.TRUST_DIR) / ROOT
    if root.exists():
        return 0
    since = timezone.now() - timedelta(days=1)
    authority = Authority.create(since=since)
    played = Organisation.objects.filter(kind__in=OrganisationKind.parties(), seats__isnull=False).distinct()
    for organisation in played:
        seal = authority.seal(
            organisation.name, PASSWORD, since=since, until=since + VALID, siren=organisation.siren
        )
        _keep(Path(settings.SIGNATURE_DIR) / f"{organisation.slug}.p12", seal)
    _keep(root, authority.pem)
    return len(played)


def _keep(path: Path, content: bytes) -> None:
    """A file that its owner alone may read."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(content)
