"""A visitor without a browser: pages are asked for and forms sent by bare HTTP, from any thread."""

import html
import re
import urllib.error
import urllib.parse
import urllib.request
from http.client import HTTPResponse
from http.cookiejar import CookieJar
from typing import Any

from snppe.demo.cast import PASSWORD

INPUT = re.compile(r"<input\b[^>]*>")
HIDDEN = re.compile(r'type="hidden"')
ATTRIBUTE = re.compile(r'\b(name|value)="([^"]*)"')


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        return None


class Robot:
    """One session. A redirect is an answer, not followed."""

    def __init__(self, url: str, account: str, seat: str = "") -> None:
        self.url = url
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(CookieJar()), _NoRedirect()
        )
        self.send("/connexion/", username=f"{account}@demo.example", password=PASSWORD)
        if seat:
            page = self.read("/siege/")
            entry = next(one for one in page.split("<li") if seat in one and 'name="seat"' in one)
            self.send("/siege/", seat=re.findall(r'name="seat" value="(\d+)"', entry)[0])

    def read(self, path: str) -> str:
        """The page at an address."""
        with self._open(path) as answer:
            assert answer.status == 200, f"{path} : {answer.status}"
            return answer.read().decode()

    def hidden_fields(self, path: str) -> dict[str, str]:
        """What the forms of a page carry without showing it."""
        found = [dict(ATTRIBUTE.findall(one)) for one in INPUT.findall(self.read(path)) if HIDDEN.search(one)]
        return {one["name"]: html.unescape(one.get("value", "")) for one in found}

    def send(self, path: str, **fields: str) -> int:
        """Fill the form of a page and send it; the status that comes back."""
        return self.post(path, self.hidden_fields(path) | fields)

    def post(self, path: str, fields: dict[str, str]) -> int:
        """Send these very fields; the status that comes back."""
        with self._open(path, urllib.parse.urlencode(fields).encode()) as answer:
            return int(answer.status)

    def _open(self, path: str, body: bytes | None = None) -> Any:
        try:
            answer: HTTPResponse = self.opener.open(self.url + path, body, timeout=60)
        except urllib.error.HTTPError as error:
            return error
        return answer
