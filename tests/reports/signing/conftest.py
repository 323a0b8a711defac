"""An agreed report really printed, a local authority, and the seal certificates of its three parties."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import pkcs12
from django.core.files.base import ContentFile

from accounts.enums import Role
from accounts.models import Organisation, Seat
from core.canonical import sha256_hex
from reports.enums import RenderingState
from reports.models import Edition, Report, SignedCopy
from reports.papers import make_paper
from reports.signing.acts import last_paper, sign_report
from snppe.demo.authority import Authority
from tests.conftest import _seat
from tests.reports.conftest import agreed, draft, edition, seal_by, shared

__all__ = ["agreed", "draft", "edition", "seal_by", "shared"]

DAY = timedelta(days=1)
KEY_WORD = "mot de passe du certificat"


@dataclass(frozen=True)
class Machine:
    """The folders of a machine that signs: what it trusts, and the certificates it keeps."""

    trust: Path
    seals: Path
    authority: Authority

    def install(self, organisation: Organisation, **told: Any) -> Path:
        """Keep a certificate for the organisation: its own, good today, unless told otherwise."""
        now = datetime.now(UTC)
        since, until = told.pop("since", now - DAY), told.pop("until", now + 300 * DAY)
        named = told.pop("named", organisation.name)
        authority = told.pop("authority", self.authority)
        path = self.seals / f"{organisation.slug}.p12"
        path.write_bytes(authority.seal(named, KEY_WORD, since=since, until=until, **told))
        return path

    def serial_of(self, path: Path) -> int:
        """The number of the certificate kept there."""
        certificate = pkcs12.load_key_and_certificates(path.read_bytes(), KEY_WORD.encode())[1]
        assert certificate is not None
        return certificate.serial_number


@pytest.fixture
def machine(tmp_path: Path, settings: Any) -> Machine:
    """A machine that trusts one local authority."""
    trust, seals = tmp_path / "trust", tmp_path / "seals"
    trust.mkdir()
    seals.mkdir()
    settings.TRUST_DIR, settings.SIGNATURE_DIR = trust, seals
    authority = Authority.create(since=datetime.now(UTC) - 1000 * DAY)
    (trust / "root.pem").write_bytes(authority.pem)
    return Machine(trust, seals, authority)


@pytest.fixture
def prefecture_signatory(prefecture_67: Seat) -> Seat:
    return _seat("prefecture_signatory", prefecture_67.organisation, Role.SIGNATORY)


@pytest.fixture
def ars_signatory(ars_grand_est: Seat) -> Seat:
    return _seat("ars_signatory", ars_grand_est.organisation, Role.SIGNATORY)


@pytest.fixture
def signatories(prefecture_signatory: Seat, ars_signatory: Seat, signatory_67: Seat) -> list[Seat]:
    """Who signs for each party."""
    return [prefecture_signatory, ars_signatory, signatory_67]


# The PDF of a content, made once by the process: the hours of its seals apart, it is that of every test.
MADE: dict[str, bytes] = {}


@pytest.fixture
def printed(agreed: Report) -> Report:
    """The agreed report, its PDF made by the real engine."""
    edition = agreed.current_edition
    paper, kept = edition.agreed, MADE.get(edition.sha256)
    if kept is None:
        make_paper.call(paper.pk)
        paper.refresh_from_db()
        MADE[edition.sha256] = paper.file.read()
    else:
        paper.file.save(f"{paper.key}.pdf", ContentFile(kept), save=False)
        paper.pdf_sha256, paper.state = sha256_hex(kept), RenderingState.READY
        paper.save()
    agreed.refresh_from_db()
    return agreed


@pytest.fixture
def frozen(printed: Report) -> bytes:
    """The PDF that the parties agreed."""
    return last_paper(Edition.objects.get(pk=printed.current_edition_id)).pdf


def sign_by(report: Report, seat: Seat, **told: Any) -> SignedCopy:
    """Sign the copy that stands, as the page would."""
    shown = last_paper(Edition.objects.get(pk=report.current_edition_id)).sha256
    return sign_report(report, by=seat, **({"password": KEY_WORD, "shown_sha256": shown} | told))


def content_of(copy: SignedCopy) -> bytes:
    with copy.file.open("rb") as file:
        return file.read()


@pytest.fixture
def signed(printed: Report, machine: Machine, signatories: list[Seat]) -> Callable[..., bytes]:
    """`signed(2)` is the file once two parties have signed; all three unless told otherwise."""

    def _signed(count: int = 3) -> bytes:
        for seat in signatories[:count]:
            machine.install(seat.organisation)
            last = sign_by(printed, seat)
        return content_of(last)

    return _signed
