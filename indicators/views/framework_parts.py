"""The parts of a framework, completed and corrected on screen, each with its history."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from contracts.models import Engagement, Framework, Objective
from contracts.queries import objectives_of_framework
from core.forms import errors_by_field
from core.past import steps_of
from indicators.frameworks.acts import save_engagement, save_framework, save_indicator, save_objective
from indicators.frameworks.forms import EngagementForm, FrameworkForm, NationalIndicatorForm, ObjectiveForm
from indicators.models import Indicator
from indicators.views.frameworks import crumbs, framework_or_404

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
def framework_edit(request: HttpRequest, code: str) -> HttpResponse:
    """All of a framework, with what is still to complete, and its own traits in a form."""
    framework = framework_or_404(request, code)
    form = FrameworkForm(request.POST or None, instance=framework)
    if form.is_valid() and (saved := _saved(request, form, save_framework, framework)):
        return redirect("indicators:framework_edit", saved.code)
    shown = get_object_or_404(Framework, pk=framework.pk)
    indicators = Indicator.objects.filter(contract=None, objective__framework=shown)
    context = {
        "framework": shown,
        "form": form,
        "groups": objectives_of_framework(shown),
        "engagements": shown.engagements.order_by("position"),
        "indicators": indicators.select_related("objective").order_by("objective__number", "code"),
        "previous": Framework.objects.filter(first_year__lt=shown.first_year).last(),
        "steps": steps_of(shown),
        "crumbs": crumbs((f"Cadre {shown}", "")),
    }
    return render(request, "indicators/frameworks/edit.html", context, status=422 if form.errors else 200)


@require_http_methods(METHODS)
def engagement_edit(request: HttpRequest, code: str, pk: int | None = None) -> HttpResponse:
    """Add an engagement, or correct one."""
    framework = framework_or_404(request, code)
    if pk:
        row = get_object_or_404(Engagement, framework=framework, pk=pk)
    else:
        row = Engagement(framework=framework, position=framework.engagements.count() + 1)
    form = EngagementForm(request.POST or None, instance=row)
    return _edited(request, framework, row, form, save_engagement, "Engagement")


@require_http_methods(METHODS)
def objective_edit(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Complete an objective, or correct its wording with why."""
    framework = framework_or_404(request, code)
    row = get_object_or_404(Objective, framework=framework, number=number)
    form = ObjectiveForm(request.POST or None, instance=row)
    return _edited(request, framework, row, form, save_objective, f"Objectif {number}")


@require_http_methods(METHODS)
def national_indicator_edit(request: HttpRequest, code: str, pk: int | None = None) -> HttpResponse:
    """Add a national indicator, or correct one."""
    framework = framework_or_404(request, code)
    row = Indicator()
    if pk:
        row = get_object_or_404(Indicator, contract=None, objective__framework=framework, pk=pk)
    form = NationalIndicatorForm(request.POST or None, instance=row, framework=framework)
    return _edited(request, framework, row, form, save_indicator, "Indicateur")


def _edited(
    request: HttpRequest, framework: Framework, row: Any, form: Any, act: Callable[..., Any], name: str
) -> HttpResponse:
    """The form of a part, its history under it; back to the framework once it is saved."""
    if form.is_valid() and _saved(request, form, act, row):
        return redirect("indicators:framework_edit", framework.code)
    back = reverse("indicators:framework_edit", args=[framework.code])
    context = {
        "framework": framework,
        "form": form,
        "name": name if row.pk else f"{name}\u00a0: ajout",
        "back": back,
        "steps": steps_of(row) if row.pk else [],
        "crumbs": crumbs((f"Cadre {framework}", back), (name, "")),
    }
    return render(request, "indicators/frameworks/part.html", context, status=422 if form.errors else 200)


def _saved(request: HttpRequest, form: Any, act: Callable[..., Any], row: Any) -> Any:
    """The row as it was saved; None with the errors of the form."""
    try:
        saved = act(row, values=form.cleaned_data, by=request.seat, shown=form.cleaned_data["shown"])
    except ValidationError as refused:
        form.add_error(None, errors_by_field(form, refused))
        return None
    messages.success(request, f"Enregistré\u00a0: {saved}.")
    return saved
