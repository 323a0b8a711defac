"""Serves the application: gunicorn, the background worker and the post, kept alive together until Ctrl-C or
SIGTERM."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from typing import IO

from django.conf import settings

from scripts import ROOT
from scripts.address import remember
from scripts.console import step, stop
from scripts.services import Service, lock_data

HOST = "127.0.0.1"
MOST_WORKERS = 64
MANAGE = (sys.executable, str(ROOT / "manage.py"))


def is_free(port: int) -> bool:
    """Whether nobody listens on this port of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def answers(port: int) -> bool:
    """Whether the server gives its first page, were it only a redirection: an error page is no answer."""
    connection = http.client.HTTPConnection(HOST, port, timeout=3)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < http.client.BAD_REQUEST
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def demo_accounts() -> str:
    """The accounts of the demonstration as their own command prints them; nothing outside a demonstration."""
    if not settings.DEMO:
        return ""
    done = subprocess.run([*MANAGE, "load_demo", "--print-accounts"], capture_output=True, text=True)
    return done.stdout.strip("\n") if done.returncode == 0 else ""


def announce(port: int) -> None:
    """Print where the application is and who may come in."""
    line = "─" * 78
    print(line)
    if accounts := demo_accounts():
        print("Comptes de démonstration :", accounts, "", sep="\n")
    print(f"L’application est servie à l’adresse  http://{HOST}:{port}")
    print(f"Ctrl-C l’arrête. Les données restent dans {settings.DATA_DIR}.", line, sep="\n", flush=True)


def keep_alive(
    services: Sequence[Service], stopping: threading.Event, port: int, patience: float = 60
) -> bool:
    """Watch the services until asked to stop.

    False when one of them keeps dying, or when no page has come within `patience` seconds of the start.
    """
    deadline = time.monotonic() + patience
    announced = False
    while not stopping.is_set():
        for service in services:
            service.keep_alive()
            if service.has_failed:
                return False
        if not announced:
            announced = answers(port)
            if announced:
                announce(port)
            elif time.monotonic() > deadline:
                return False
        stopping.wait(0.5)
    return True


def shut_down(services: Sequence[Service]) -> None:
    """Stop them side by side, each given 20 s to finish the request or the job at hand."""
    for service in services:
        service.ask_to_stop()
    deadline = time.monotonic() + 20
    for service in services:
        service.wait_stopped(max(0.1, deadline - time.monotonic()))


def port_wanted() -> int:
    """PORT from the environment, 8000 by default."""
    wanted = os.environ.setdefault("PORT", "8000")
    if not wanted.isdigit() or not 0 < int(wanted) < 65536:
        stop(f"PORT={wanted} n’est pas un numéro de port.")
    return int(wanted)


def background_workers() -> list[Service]:
    """BACKGROUND_WORKERS of them, by default one for each core: a campaign closes all its reports in one
    week, and a PDF keeps a core for seconds."""
    wanted = os.environ.get("BACKGROUND_WORKERS", "") or str(os.cpu_count() or 1)
    if not wanted.isdigit() or not 0 < int(wanted) <= MOST_WORKERS:
        stop(f"BACKGROUND_WORKERS={wanted} n’est pas un nombre de 1 à {MOST_WORKERS}.")
    return [
        Service(f"Le travailleur de fond n°\u00a0{rank}", [*MANAGE, "db_worker"])
        for rank in range(1, int(wanted) + 1)
    ]


def take_place(port: int) -> IO[str]:
    """Make sure that nobody else serves these data or listens on this port; return the lock to keep."""
    lock = lock_data(settings.DATA_DIR)
    if lock is None:
        stop("L’application est déjà servie depuis ce dossier : arrêtez-la d’abord.")
    if not is_free(port):
        stop(f"Le port {port} est déjà pris par un autre programme. Essayez : PORT={port + 1} make run")
    return lock


def settle_address(port: int) -> None:
    """The links of the letters and of the papers lead to this server, unless the settings say where it is
    seen from; what was frozen under another port keeps it, and that is said."""
    address = f"http://{HOST}:{port}"
    if former := remember(address):
        step(f"Les PDF déjà figés gardent l’adresse {former} dans leur code QR ; les suivants, {address}.")
    os.environ.setdefault("SITE_URL", address)


def main() -> int:
    """Serve until asked to stop. Exit code 0 then, 1 when a service cannot be kept alive."""
    port = port_wanted()
    lock = take_place(port)
    settle_address(port)
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stopping.set())
    services = [
        Service("Le serveur", [sys.executable, "-m", "gunicorn", "-c", "snppe/gunicorn.py"]),
        *background_workers(),
    ]
    if not settings.DEMO:
        # The accounts of a demonstration have no letter box.
        services.append(Service("Le courrier", [*MANAGE, "send_notices", "--watch"]))
    try:
        kept = keep_alive(services, stopping, port)
    finally:
        shut_down(services)
        lock.close()
    if not kept:
        stop("L’application ne peut pas être servie : voyez l’erreur ci-dessus.")
    step("Application arrêtée.")
    return 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "snppe.settings")
    sys.exit(main())
