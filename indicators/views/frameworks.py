"""The frameworks as the national level keeps them: their list, a new one, its file and its preview."""

from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contracts.models import Framework
from core.rights import require
from core.tabular import download
from core.workflow import TransitionRefused
from indicators.frameworks.acts import ADMINISTER, FRAMEWORK_FIELDS, create_framework, publish
from indicators.frameworks.draft import Draft, blank
from indicators.frameworks.forms import NewFrameworkForm
from indicators.frameworks.reading import read_framework
from indicators.frameworks.table import blank_table, framework_table

ACT = "administrer les cadres nationaux"
SALT, PREVIEW_SECONDS = "snppe.framework", 24 * 3600
STALE = "Cet aperçu n’est plus valable\u00a0: envoyez le fichier de nouveau."
ROOT = ("Cadres nationaux", "indicators:frameworks")


def crumbs(*beyond: tuple[str, str]) -> list[tuple[str, str]]:
    """From the list of frameworks to the page."""
    return [(ROOT[0], reverse(ROOT[1]) if beyond else ""), *beyond]


def framework_or_404(request: HttpRequest, code: str) -> Framework:
    """The framework, for who administers; PermissionDenied for others, Http404 where there is none."""
    require(ADMINISTER, request.seat, None, ACT)
    return get_object_or_404(Framework, code=code)


@require_safe
def frameworks(request: HttpRequest) -> HttpResponse:
    """Every framework: its state, what it still lacks, its contracts; `?format=` of a blank file."""
    require(ADMINISTER, request.seat, None, ACT)
    if file_format := request.GET.get("format"):
        return download(blank_table(), file_format)
    rows = Framework.objects.annotate(
        objective_count=Count("objectives", distinct=True),
        missing_count=Count("objectives", filter=Q(objectives__label=""), distinct=True),
        contract_count=Count("contracts", distinct=True),
    ).order_by("-first_year")
    return render(request, "indicators/frameworks/list.html", {"frameworks": rows, "crumbs": crumbs()})


@require_safe
def framework_file(request: HttpRequest, code: str) -> HttpResponse:
    """A framework as a table (`?format=csv`, xlsx, ods), fit to be the file of another."""
    framework = framework_or_404(request, code)
    return download(framework_table(framework), request.GET.get("format", "xlsx"), timezone.localdate())


@require_http_methods(["GET", "HEAD", "POST"])
def framework_new(request: HttpRequest) -> HttpResponse:
    """A new framework: on screen, or from a file that is read and shown before anything is written."""
    require(ADMINISTER, request.seat, None, ACT)
    if request.method == "POST" and (plan := request.POST.get("plan")):
        return _confirmed(request, plan)
    form = NewFrameworkForm(request.POST or None, request.FILES or None)
    faults: list[Any] = []
    if form.is_valid() and (answer := _read(request, form, faults)):
        return answer
    context = {"form": form, "faults": faults, "crumbs": crumbs(("Nouveau cadre", ""))}
    status = 422 if form.is_bound and (form.errors or faults) else 200
    return render(request, "indicators/frameworks/new.html", context, status=status)


def _read(request: HttpRequest, form: NewFrameworkForm, faults: list[Any]) -> HttpResponse | None:
    """The preview of a file without fault, or the framework made of blanks; None when there is to mend."""
    head = {name: form.cleaned_data[name] for name in FRAMEWORK_FIELDS}
    file = form.cleaned_data["file"]
    if not file:
        return _opened(request, head, blank(form.cleaned_data["objective_count"]), form)
    draft, found = read_framework(file.read(), file.name)
    faults += found
    if faults:
        return None
    plan = signing.dumps({"head": head, "draft": draft.model_dump()}, salt=SALT, compress=True)
    context = {"head": head, "draft": draft, "plan": plan, "crumbs": crumbs(("Nouveau cadre", ""))}
    return render(request, "indicators/frameworks/preview.html", context)


def _confirmed(request: HttpRequest, plan: str) -> HttpResponse:
    try:
        kept = signing.loads(plan, salt=SALT, max_age=PREVIEW_SECONDS)
    except signing.BadSignature:
        messages.error(request, STALE)
        return redirect("indicators:framework_new")
    opened = _opened(request, kept["head"], Draft(**kept["draft"]), None)
    return opened or redirect("indicators:framework_new")


def _opened(
    request: HttpRequest, head: dict[str, Any], draft: Draft, form: NewFrameworkForm | None
) -> HttpResponse | None:
    try:
        framework = create_framework(head=head, draft=draft, by=request.seat)
    except ValidationError as refused:
        if form:
            form.add_error(None, refused.messages)
        else:
            messages.error(request, " ".join(refused.messages))
        return None
    messages.success(
        request, f"Le cadre {framework} est ouvert\u00a0: il reste à le relire, puis à le publier."
    )
    return redirect("indicators:framework_edit", framework.code)


@require_POST
def framework_publication(request: HttpRequest, code: str) -> HttpResponse:
    """Show the framework to everybody."""
    framework = framework_or_404(request, code)
    try:
        publish(framework, by=request.seat)
    except TransitionRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"Le cadre {framework} est publié.")
    return redirect("indicators:framework_edit", code)
