"""What would pile up for ever: the sessions that ended."""

from importlib import import_module

from django.conf import settings
from django.core.cache import cache

from core.jobs import enqueue, job

SECONDS_BETWEEN_CLEARINGS = 24 * 3600


@job()
def clear_ended_sessions() -> None:
    """Delete the sessions whose time is over, with what a lost form left in them."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


def clear_ended_sessions_daily() -> None:
    """Have it done by the worker, once a day at most; asked at each sign-in, so that no timer is needed."""
    if cache.add("ended-sessions-cleared", True, SECONDS_BETWEEN_CLEARINGS):
        enqueue(clear_ended_sessions)
