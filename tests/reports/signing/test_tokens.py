"""A certificate that a cryptographic device keeps, played by SoftHSM."""

import ctypes
import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pkcs11
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from pkcs11.util.x509 import decode_x509_certificate

from reports.models import SignedCopy
from reports.signing.certificates import SealingRefused
from reports.signing.verdict import examine
from tests.reports.signing.conftest import DAY, KEY_WORD, content_of, sign_by

PLACES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/local/lib/softhsm/libsofthsm2.so")
MODULE = next(filter(os.path.exists, PLACES), "")
CODE = "4217"
# Of PKCS#11: the answers to a code, and where the function that takes one stands in the module's own list.
INCORRECT, LOCKED = 0xA0, 0xA4
LOGIN_PLACE = ctypes.sizeof(ctypes.c_void_p) * (1 + 18)
LOGIN = ctypes.CFUNCTYPE(
    ctypes.c_ulong, ctypes.c_ulong, ctypes.c_ulong, ctypes.POINTER(ctypes.c_char), ctypes.c_ulong
)


@pytest.fixture
def keep(tmp_path, monkeypatch, settings):
    """`keep(label, p12)` makes a token that keeps this key and its certificate."""
    if not (MODULE and shutil.which("softhsm2-util")):
        pytest.skip("SoftHSM manque : apt-get install softhsm2")
    (tmp_path / "tokens").mkdir()
    (tmp_path / "softhsm2.conf").write_text(f"directories.tokendir = {tmp_path}/tokens\nlog.level = ERROR\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "softhsm2.conf"))
    settings.PKCS11_MODULE = MODULE

    def _keep(label: str, p12: bytes) -> None:
        key, certificate, _ = pkcs12.load_key_and_certificates(p12, KEY_WORD.encode())
        written = tmp_path / "key.pem"
        written.write_bytes(key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ))  # fmt: skip
        _run("--init-token", "--free", "--label", label, "--so-pin", "00000000", "--pin", CODE)
        _run("--import", written, "--token", label, "--label", "sceau", "--id", "a1", "--pin", CODE)
        token = next(one for one in _module().get_tokens(token_label=label))
        der = certificate.public_bytes(serialization.Encoding.DER)
        with token.open(user_pin=CODE, rw=True) as session:
            kept = {pkcs11.Attribute.ID: b"\xa1", pkcs11.Attribute.TOKEN: True}
            session.create_object(decode_x509_certificate(der) | kept)

    yield _keep
    if MODULE:
        _module().finalize()


def _run(*told: str | Path) -> None:
    subprocess.run(["softhsm2-util", *told], check=True, capture_output=True)


def _module():
    """The library, which lists its tokens anew."""
    held = pkcs11.lib(MODULE)
    held.reinitialize()
    return held


@pytest.fixture
def three_tries(keep):
    """The device counts the wrong codes as a smart card does, which SoftHSM does not: the third blocks it."""
    listed = ctypes.c_void_p()
    ctypes.CDLL(MODULE).C_GetFunctionList(ctypes.byref(listed))
    place = ctypes.c_void_p.from_address(listed.value + LOGIN_PLACE)
    own, wrong = LOGIN(place.value), []

    @LOGIN
    def counted(session, user, code, length):
        if len(wrong) >= 3:
            return LOCKED
        answer = own(session, user, code, length)
        if answer == INCORRECT:
            wrong.append(answer)
        return answer

    former, place.value = place.value, ctypes.cast(counted, ctypes.c_void_p).value
    yield counted
    place.value = former


def test_a_key_that_never_leaves_its_device_signs_for_its_organisation_alone(
    printed, machine, prefecture_signatory, ars_signatory, keep, settings
):
    own, other = prefecture_signatory.organisation, ars_signatory.organisation
    now = datetime.now(UTC)
    p12 = machine.authority.seal(own.name, KEY_WORD, since=now - DAY, until=now + DAY)
    keep("cachets", p12)
    settings.PKCS11_TOKENS = {own.slug: "cachets", other.slug: "cachets"}

    for seat, code, reason in (
        (prefecture_signatory, "0000", "Ce code n’ouvre pas"),
        (prefecture_signatory, "", "Ce code n’ouvre pas"),
        (ars_signatory, CODE, "est celui de «\u00a0Préfecture du Bas-Rhin\u00a0»"),
    ):
        with pytest.raises(SealingRefused, match=reason):
            sign_by(printed, seat, password=code)
    copy = sign_by(printed, prefecture_signatory, password=CODE)
    settings.PKCS11_TOKENS = {other.slug: "un autre"}
    with pytest.raises(SealingRefused, match="ne répond pas"):
        sign_by(printed, ars_signatory, password=CODE)

    assert (copy.rank, copy.signer) == (1, "Cachet – Préfecture du Bas-Rhin")
    assert examine(content_of(copy)).is_genuine


def test_a_device_that_wrong_codes_have_blocked_says_so_even_to_the_right_one(
    printed, machine, prefecture_signatory, keep, settings, three_tries
):
    own, now = prefecture_signatory.organisation, datetime.now(UTC)
    keep("cachets", machine.authority.seal(own.name, KEY_WORD, since=now - DAY, until=now + DAY))
    settings.PKCS11_TOKENS = {own.slug: "cachets"}

    for code in ("0000", "1111", "2222"):
        with pytest.raises(SealingRefused, match="Ce code n’ouvre pas"):
            sign_by(printed, prefecture_signatory, password=code)
    with pytest.raises(SealingRefused, match=r"est bloqué après trop de codes faux.* le débloque"):
        sign_by(printed, prefecture_signatory, password=CODE)

    assert not SignedCopy.objects.exists()
