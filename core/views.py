"""Pages that belong to no domain, and the answers to errors that any page may meet."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.conflicts import conflict_of
from core.versions import StaleVersion


@login_not_required
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """How to do the job, step by step, for each seat; open to those who cannot sign in."""
    return render(request, "pages/help.html", {"crumbs": [("Aide", "")]})


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility declaration."""
    return render(request, "pages/accessibility.html", {"crumbs": [("Accessibilité", "")]})


@login_not_required
@require_safe
def legal(request: HttpRequest) -> HttpResponse:
    """Who publishes, who hosts, what is kept of people."""
    return render(request, "pages/legal.html", {"crumbs": [("Mentions légales", "")]})


@login_not_required
@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """Whether the application and its database answer: 200, or 503. Says nothing else."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "failing", "database": "unreachable"}, status=503)
    return JsonResponse({"status": "ok", "database": "ok"})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request makes no sense to the server, or carries more than it takes."""
    is_too_heavy = isinstance(exception, RequestDataTooBig)
    limits = {
        "file": settings.UPLOAD_MAX_BYTES / 1_000_000,
        "text": settings.DATA_UPLOAD_MAX_MEMORY_SIZE / 1_000_000,
    }
    return render(request, "errors/400.html", {"heaviest": limits if is_too_heavy else None}, status=400)


def permission_denied(request: HttpRequest, exception: PermissionDenied) -> HttpResponse:
    """403, with the reason that was given."""
    return render(request, "errors/403.html", {"reason": str(exception)}, status=403)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was open for too long, or was sent from elsewhere; nothing was done."""
    return render(request, "errors/csrf.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: nothing at this address, or nothing this seat may see."""
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, drawn without database, session or context: any of them may be what failed."""
    return HttpResponse(render_to_string("errors/500.html", {"theme": settings.THEME}), status=500)


def stale_version(request: HttpRequest, exception: StaleVersion) -> HttpResponse:
    """409: theirs beside yours, nothing lost, and the choice between the two."""
    conflict = conflict_of(exception, request.POST)
    return render(
        request, "errors/409.html", {"conflict": conflict, "here": request.get_full_path()}, status=409
    )
