"""The only files a document may be made of: our style sheets, our fonts and the logos that were drawn again
here, under a private scheme."""

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist

from accounts.letterhead import logo_content

SCHEME = "snppe:"
# One folder, one plain name, a known extension: nothing else has an address.
ADDRESS = re.compile(r"snppe:/(?P<folder>pdf|fonts)/(?P<name>[A-Za-z0-9-]+\.(?P<kind>css|ttf))")
# An image is named by the hash of its bytes, which never change.
LOGO = re.compile(r"snppe:/logos/(?P<sha256>[0-9a-f]{64})\.(?P<kind>png)")
TYPES = {"css": "text/css; charset=utf-8", "ttf": "font/ttf", "png": "image/png"}


class RefusedAddress(ValueError):
    """An address that is not one of our own assets: it is never opened, whatever it is."""

    def __init__(self, address: str) -> None:
        super().__init__(f"l’adresse «\u00a0{address[:120]}\u00a0» n’est pas permise dans un document")


class AssetFetcher:
    """Gives the engine our assets and refuses all else: network, files, embedded data.

    A refusal stops the rendering: as nothing that people type is read as markup, an unknown address is a
    fault of ours, not something to print without.
    """

    _fail_on_errors = True  # read by WeasyPrint

    def __init__(self, response: Callable[..., Any]) -> None:
        """`response` is the engine's own class of answers, `weasyprint.urls.URLFetcherResponse`."""
        self._response = response

    def __call__(self, url: str) -> Any:
        """The engine's answer for one of our assets; raises `RefusedAddress` for any other address."""
        found = ADDRESS.fullmatch(url) or LOGO.fullmatch(url)
        if not found:
            raise RefusedAddress(url)
        return self._response(url, asset(url), {"Content-Type": TYPES[found["kind"]]})


def address(folder: str, name: str) -> str:
    """The private address of `static/<folder>/<name>`."""
    return f"{SCHEME}/{folder}/{name}"


def logo_address(sha256: str) -> str:
    """The private address of the logo of this hash."""
    return f"{SCHEME}/logos/{sha256}.png"


def asset(url: str) -> bytes:
    """The bytes of one of our assets. Raises `RefusedAddress` for any other address."""
    if logo := LOGO.fullmatch(url):
        return _logo(logo["sha256"], url)
    found = ADDRESS.fullmatch(url)
    path = settings.BASE_DIR / "static" / found["folder"] / found["name"] if found else None
    if path is None or path.is_symlink() or not path.is_file():
        raise RefusedAddress(url)
    return path.read_bytes()


def _logo(sha256: str, url: str) -> bytes:
    try:
        return logo_content(sha256)
    except ObjectDoesNotExist:
        raise RefusedAddress(url) from None
