"""How gunicorn serves the application. gunicorn also reads GUNICORN_CMD_ARGS, which wins over this file."""

import gc
import os
from pathlib import Path
from typing import Any

wsgi_app = "snppe.wsgi:application"
bind = f"{os.environ.get('LISTEN_HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"

# Sync workers: a request is short, since every long work is a background job.
worker_class = "sync"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
# The application is loaded once, then shared: a worker that starts or is renewed costs nothing.
preload_app = True
timeout = 60
graceful_timeout = 20
# Renewed now and then, so that a slow leak never becomes an outage; the jitter spreads their departures.
max_requests = 2000
max_requests_jitter = 200
# The workers' heartbeat is a file: on a disk that is busy, a healthy worker would look dead.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
control_socket_disable = True

accesslog = os.environ.get("ACCESS_LOG") or None
errorlog = "-"
loglevel = os.environ.get("GUNICORN_LOG_LEVEL", "warning")


def when_ready(server: Any) -> None:
    """Before the first worker: every address is known, and what is loaded stays where it is, for all."""
    from django.urls import reverse  # noqa: PLC0415 - the settings are read by then

    reverse("core:health")
    gc.collect()
    gc.freeze()
