"""What a signature asks of the network, on this machine alone: the hour, and what is revoked."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.sign.timestamps import DummyTimeStamper

from snppe.demo.authority import Authority, _begun, _listed_at, _usage
from tests.reports.signing.conftest import DAY

REPLY = "application/timestamp-reply"


def clock_of(authority: Authority, list_at: str = "http://127.0.0.1:9/") -> DummyTimeStamper:
    """A time-stamping authority, vouched for by this one."""
    key, now = rsa.generate_private_key(65537, 2048), datetime.now(UTC)
    named = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Horodatage d’essai")])
    built = _begun(named, authority.certificate.subject, key, now - DAY, now + 300 * DAY)
    stamping = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    built = built.add_extension(stamping, critical=True).add_extension(_usage("digital_signature"), True)
    certificate = built.add_extension(_listed_at(list_at), False).sign(authority.key, hashes.SHA256())
    private = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = certificate.public_bytes(serialization.Encoding.DER)
    return DummyTimeStamper(asn1.Certificate.load(public), keys.PrivateKeyInfo.load(private))


def refused(_: tsp.TimeStampReq) -> bytes:
    """The answer of an authority that will not."""
    return bytes(tsp.TimeStampResp({"status": {"status": "rejection"}}).dump())


@contextmanager
def network(answers: dict[str, Any]) -> Iterator[str]:
    """Serve on the loopback, as long as the block lasts: by path, bytes, or what makes them of a request for
    the hour. Gives the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            self._answer(answers[self.path](asked), REPLY)

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
