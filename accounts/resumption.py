"""What was typed in a page whose session had ended: kept, and offered again after signing in.

The entry is held in the new, anonymous session; signing in keeps that session's content and changes its key.
Nothing is written in the person's name before they are known: they see what was kept and send it again.
A browser may serve several people: a signed cookie, which outlives the session, says who signed in last; the
entry is theirs, and nobody else reads it.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from accounts.models import User

SESSION_KEY = "kept_entry"
MAX_CHARACTERS = 200_000
KEPT_FOR = timedelta(hours=1)
LONG_TEXT = 40
OWNER_COOKIE = "last_person"
OWNER_KNOWN_FOR = timedelta(days=7)


@dataclass(frozen=True)
class KeptEntry:
    """A form sent too late: where it was going, its fields as (name, value), whether files were lost, and
    whose it is (the key of a person, as text)."""

    path: str
    fields: list[list[str]]
    had_files: bool
    kept_at: str
    owner: str = ""

    @property
    def texts(self) -> list[str]:
        """The values long enough to be worth reading again."""
        return [value for _, value in self.fields if len(value) >= LONG_TEXT]

    @property
    def is_fresh(self) -> bool:
        """Whether it may still be offered: an old one might meet a page that has moved on."""
        return timezone.now() - datetime.fromisoformat(self.kept_at) < KEPT_FOR


class ResumableLoginMiddleware(LoginRequiredMiddleware):
    """Asks for a sign-in like Django's own, but keeps what was being sent."""

    def handle_no_permission(  # type: ignore[override] # a page that sends by itself is not redirected
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponse:
        """Send to the sign-in page; a form that was being posted, even empty, waits for the person there.

        A page that sends by itself keeps what was typed: it is only told to have the person sign in.
        """
        if request.headers.get("Accept") == "application/json":
            return JsonResponse({"state": "signed_out"}, status=401)
        if request.method == "POST" and keep_entry(request):
            return redirect_to_login(reverse("accounts:resume"))
        return super().handle_no_permission(request, view_func)


def remember_owner(response: HttpResponse, person: User) -> None:
    """Leave in the browser, signed, who signs in: what they send once their session has ended is theirs."""
    response.set_signed_cookie(
        OWNER_COOKIE,
        str(person.pk),
        max_age=OWNER_KNOWN_FOR,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def owner_of(request: HttpRequest) -> str:
    """Who is here, or was the last to be; an empty string when nobody is known."""
    if request.user.is_authenticated:
        return str(request.user.pk)
    return request.get_signed_cookie(OWNER_COOKIE, default="", max_age=OWNER_KNOWN_FOR) or ""


def keep_entry(request: HttpRequest) -> bool:
    """Keep the posted form in the session; False when nobody is known to have typed it, when it is too long
    or holds a secret."""
    owner = owner_of(request)
    names = [name for name in request.POST if name != "csrfmiddlewaretoken"]
    fields = [[name, value] for name in names for value in request.POST.getlist(name)]
    is_secret = any("password" in name for name in names)
    size = sum(len(name) + len(value) for name, value in fields)
    if not owner or is_secret or size > MAX_CHARACTERS:
        return False
    entry = KeptEntry(request.get_full_path(), fields, bool(request.FILES), timezone.now().isoformat(), owner)
    request.session[SESSION_KEY] = asdict(entry)
    return True


def kept_entry(request: HttpRequest) -> KeptEntry | None:
    """The entry that waits in this session, if any, if recent, and if it is of who is here."""
    content = request.session.get(SESSION_KEY)
    entry = KeptEntry(**content) if content else None
    return entry if entry and entry.is_fresh and entry.owner == owner_of(request) else None


def drop_entry(request: HttpRequest) -> None:
    """Forget it."""
    request.session.pop(SESSION_KEY, None)
