"""How gunicorn serves the application. gunicorn also reads GUNICORN_CMD_ARGS, which wins over this file."""

import os
from pathlib import Path

wsgi_app = "snppe.wsgi:application"
bind = f"{os.environ.get('LISTEN_HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"

# Sync workers: a request is short, since every long work is a background job.
worker_class = "sync"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
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
