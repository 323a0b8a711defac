"""The crosswalk of a framework with the one before it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contracts.models import Framework
from core.forms import errors_by_field
from indicators.frameworks.crosswalk_page import CrosswalkPage
from indicators.frameworks.forms import LinkForm
from indicators.frameworks.linking import ENDS, KINDS, remove_link, save_link
from indicators.views.frameworks import crumbs, framework_or_404


@require_safe
def crosswalk(request: HttpRequest, code: str) -> HttpResponse:
    """The links that lead back to an earlier framework (`?avec=`, the one before otherwise), and what has
    none."""
    framework, earlier = _frameworks(request, code)
    back = reverse("indicators:framework_edit", args=[code])
    context = {
        "framework": framework,
        "earlier": earlier,
        "page": CrosswalkPage(framework, earlier),
        "crumbs": crumbs((f"Cadre {framework}", back), ("Correspondances", "")),
    }
    return render(request, "indicators/frameworks/crosswalk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def link_edit(request: HttpRequest, code: str, kind: str, pk: int | None = None) -> HttpResponse:
    """Link two definitions, or grade a link anew."""
    framework, earlier = _frameworks(request, code)
    link = _link_or_404(framework, kind, pk)
    form = LinkForm(request.POST or None, kind=kind, later=framework, earlier=earlier, link=link)
    if form.is_valid() and _saved(request, form, link):
        return redirect("indicators:crosswalk", code)
    back = reverse("indicators:crosswalk", args=[code])
    context = {
        "framework": framework,
        "link": link,
        "kind": kind,
        "form": form,
        "back": back,
        "crumbs": crumbs((f"Correspondances du cadre {framework}", back), ("Correspondance", "")),
    }
    return render(request, "indicators/frameworks/link.html", context, status=422 if form.errors else 200)


@require_POST
def link_removal(request: HttpRequest, code: str, kind: str, pk: int) -> HttpResponse:
    """Take a link away."""
    framework = framework_or_404(request, code)
    link = _link_or_404(framework, kind, pk)
    shown = request.POST.get("version", "")
    remove_link(link, by=request.seat, shown_version=int(shown) if shown.isdecimal() else 0)
    messages.success(request, f"La correspondance {link} est retirée.")
    return redirect("indicators:crosswalk", code)


def _frameworks(request: HttpRequest, code: str) -> tuple[Framework, Framework]:
    framework = framework_or_404(request, code)
    before = Framework.objects.filter(first_year__lt=framework.first_year)
    chosen = before.filter(code=request.GET.get("avec", "")).first() or before.last()
    if chosen is None:
        raise Http404("Aucun cadre ne précède celui-ci.")
    return framework, chosen


def _link_or_404(framework: Framework, kind: str, pk: int | None) -> Any:
    model = KINDS.get(kind)
    if model is None:
        raise Http404("Cette correspondance n’existe pas.")
    if pk is None:
        return model()
    path = "later__framework" if kind == "objectifs" else "later__objective__framework"
    return get_object_or_404(model.objects.select_related(*ENDS), **{path: framework}, pk=pk)


def _saved(request: HttpRequest, form: LinkForm, link: Any) -> bool:
    shown = form.cleaned_data["version"] or 0 if link.pk else None
    try:
        saved = save_link(link, values=form.cleaned_data, by=request.seat, shown_version=shown)
    except ValidationError as refused:
        form.add_error(None, errors_by_field(form, refused))
        return False
    messages.success(
        request, f"Enregistré\u00a0: {saved}, correspondance {saved.get_grade_display().lower()}."
    )
    return True
