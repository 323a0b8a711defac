"""An act that its rule refuses is told on a page, in the rule's own words."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from contracts.years import YearLocked
from core.workflow import TransitionRefused

View = Callable[..., HttpResponse]


def refusals_told(back: str, *, keeps: int = 1) -> Callable[[View], View]:
    """Tell a refused act on the page `back`, which takes the first `keeps` arguments of the view."""

    def around(view: View) -> View:
        @wraps(view)
        def told(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                return view(request, *args, **kwargs)
            except (TransitionRefused, YearLocked) as refusal:
                messages.error(request, str(refusal))
                return redirect(back, *list(kwargs.values())[:keeps])

        return told

    return around
