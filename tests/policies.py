"""What every answer carries, whoever asks."""

from typing import Any

POLICY = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
    "connect-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'",
    "manifest-src 'self'",
}  # fmt: skip


def faults_of(response: Any) -> list[str]:
    """What the headers of an answer lack."""
    headers = response.headers
    said = {part.strip() for part in headers.get("Content-Security-Policy", "").split(";")}
    wanted = {"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": None}
    lacking = [] if said == POLICY else ["Content-Security-Policy"]
    return lacking + [name for name, value in wanted.items() if headers.get(name) is None or (
        value is not None and headers[name] != value
    )]  # fmt: skip
