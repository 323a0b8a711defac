"""What a signature asks of the network, on this machine alone: the hour, and what is revoked."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.sign.timestamps import DummyTimeStamper

from snppe.demo.authority import Authority, _begun, _listed_at, _subject, _usage
from tests.reports.signing.conftest import DAY, KEY_WORD

# By what is asked, what is answered.
REPLIES = {
    "application/timestamp-query": "application/timestamp-reply",
    "application/ocsp-request": "application/ocsp-response",
}


def clock_of(
    authority: Authority, list_at: str = "http://127.0.0.1:9/", *, ocsp_at: str = ""
) -> DummyTimeStamper:
    """A time-stamping authority, vouched for by this one; its certificate names a list, or who answers of
    it."""
    key, now = rsa.generate_private_key(65537, 2048), datetime.now(UTC)
    named = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Horodatage d’essai")])
    built = _begun(named, authority.certificate.subject, key, now - DAY, now + 300 * DAY)
    stamping = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    built = built.add_extension(stamping, critical=True).add_extension(_usage("digital_signature"), True)
    told = _answered_at(ocsp_at) if ocsp_at else _listed_at(list_at)
    certificate = built.add_extension(told, False).sign(authority.key, hashes.SHA256())
    private = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = certificate.public_bytes(serialization.Encoding.DER)
    return DummyTimeStamper(asn1.Certificate.load(public), keys.PrivateKeyInfo.load(private))


def _answered_at(url: str) -> x509.AuthorityInformationAccess:
    place = x509.UniformResourceIdentifier(url)
    return x509.AuthorityInformationAccess(
        [x509.AccessDescription(x509.AuthorityInformationAccessOID.OCSP, place)]
    )


def seal_answered_at(authority: Authority, organisation: str, url: str) -> bytes:
    """A seal certificate that names no list but who answers of it, as a PKCS#12 file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    built = _begun(_subject(organisation, ""), authority.certificate.subject, key, now - DAY, now + 300 * DAY)
    built = built.add_extension(_usage("digital_signature", "content_commitment"), critical=True)
    certificate = built.add_extension(_answered_at(url), False).sign(authority.key, hashes.SHA256())
    kept = serialization.BestAvailableEncryption(KEY_WORD.encode())
    return pkcs12.serialize_key_and_certificates(b"seal", key, certificate, [authority.certificate], kept)


@dataclass
class Responder:
    """Who answers of the certificates of an authority (OCSP, RFC 6960), under a certificate that it gave for
    that alone, as authorities do; it remembers which it was asked about."""

    authority: Authority
    revoked: bool = False
    asked: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Its own key, and its certificate, about which nothing is asked."""
        self._key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
        named = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Répondeur d’essai")])
        begun = _begun(named, self.authority.certificate.subject, self._key, now - DAY, now + 300 * DAY)
        answering = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING])
        begun = begun.add_extension(answering, False).add_extension(x509.OCSPNoCheck(), False)
        begun = begun.add_extension(_usage("digital_signature"), True)
        self._certificate = begun.sign(self.authority.key, hashes.SHA256())

    def __call__(self, request: bytes) -> bytes:
        """The answer to one request."""
        told, now = ocsp.load_der_ocsp_request(request), datetime.now(UTC)
        self.asked.append(told.serial_number)
        status = ocsp.OCSPCertStatus.REVOKED if self.revoked else ocsp.OCSPCertStatus.GOOD
        built = ocsp.OCSPResponseBuilder().add_response_by_hash(
            told.issuer_name_hash, told.issuer_key_hash, told.serial_number, told.hash_algorithm, status,
            now - DAY / 24, now + DAY, now - DAY / 2 if self.revoked else None, None,
        )  # fmt: skip
        built = built.responder_id(ocsp.OCSPResponderEncoding.HASH, self._certificate)
        for extension in told.extensions:
            built = built.add_extension(extension.value, extension.critical)
        signed = built.certificates([self._certificate]).sign(self._key, hashes.SHA256())
        return signed.public_bytes(serialization.Encoding.DER)


def refused(_: tsp.TimeStampReq) -> bytes:
    """The answer of an authority that will not."""
    return bytes(tsp.TimeStampResp({"status": {"status": "rejection"}}).dump())


@contextmanager
def network(answers: dict[str, Any]) -> Iterator[str]:
    """Serve on the loopback, as long as the block lasts: by path, bytes, or what makes them of a request
    (read, when it is for the hour). Gives the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked: Any = self.rfile.read(int(self.headers["Content-Length"]))
            reply = REPLIES[self.headers["Content-Type"]]
            asked = tsp.TimeStampReq.load(asked) if reply == "application/timestamp-reply" else asked
            self._answer(answers[self.path](asked), reply)

        def do_GET(self) -> None:
            self._answer(answers[self.path], "application/pkix-crl")

        def _answer(self, content: bytes | None, kind: str) -> None:
            self.send_response(500 if content is None else 200)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
