import os
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from functools import partial
from http.server import HTTPServer, SimpleHTTPRequestHandler

import pytest

from scripts.demo_reset import is_confirmed, put_aside
from scripts.prepare import back_up_sqlite, fingerprint
from scripts.serve import answers, background_workers, is_free, keep_alive, port_wanted, settle_address
from scripts.services import Service, lock_data


def keep_until(service, condition, seconds=5):
    """Keep a service alive until the condition holds."""
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        service.keep_alive()
        time.sleep(0.01)
    assert condition()


def test_a_service_that_dies_is_started_again(tmp_path):
    diary = tmp_path / "diary"
    service = Service("Le témoin", ["sh", "-c", f"echo alive >> {diary}; exit 3"], pause=0.01)

    keep_until(service, lambda: diary.exists() and len(diary.read_text().split()) >= 2)


def test_a_service_that_keeps_dying_is_given_up_and_said_so(capsys):
    service = Service("Le témoin", ["false"], pause=0.001)

    keep_until(service, lambda: service.has_failed)
    service.keep_alive()

    assert service.process is None
    assert capsys.readouterr().out.count("Le témoin s’est arrêté (code 1)") == 5


def test_a_service_is_asked_to_stop_before_it_is_ended():
    service = Service("Le témoin", ["sleep", "60"])
    service.start()

    service.ask_to_stop()
    service.wait_stopped(5)

    assert service.process.returncode == -15


def test_a_service_that_does_not_listen_is_ended():
    service = Service("Le témoin", ["sh", "-c", "trap '' TERM; while :; do sleep 0.1; done"])
    service.start()
    time.sleep(0.3)

    service.ask_to_stop()
    service.wait_stopped(0.2)

    assert service.process.returncode == -9


def test_a_service_never_started_stops_at_once():
    service = Service("Le témoin", ["true"])

    service.ask_to_stop()
    service.wait_stopped(0)

    assert service.process is None


def test_serving_ends_when_a_service_cannot_be_kept_alive():
    assert not keep_alive([Service("Le témoin", ["false"], pause=0.001)], threading.Event(), port=9)


def test_serving_ends_when_no_page_comes():
    service = Service("Le témoin", ["sleep", "60"])

    kept = keep_alive([service], threading.Event(), port=9, patience=0)
    service.ask_to_stop()
    service.wait_stopped(5)

    assert not kept


def test_serving_lasts_until_it_is_asked_to_stop(server, settings, capsys):
    settings.DEMO = False
    stopping = threading.Event()
    threading.Timer(0.2, stopping.set).start()
    service = Service("Le témoin", ["sleep", "60"])
    kept = keep_alive([service], stopping, server.server_address[1])
    service.ask_to_stop()
    service.wait_stopped(5)

    assert kept
    assert f"http://127.0.0.1:{server.server_address[1]}" in capsys.readouterr().out


def test_a_folder_is_served_by_one_process_at_a_time(tmp_path):
    first = lock_data(tmp_path)
    assert lock_data(tmp_path) is None

    first.close()

    with lock_data(tmp_path) as second:
        assert second is not None


@pytest.fixture
def server(tmp_path):
    """A real web server on a free port."""
    handler = partial(SimpleHTTPRequestHandler, directory=tmp_path)
    handler.log_message = None
    with HTTPServer(("127.0.0.1", 0), handler) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def test_a_port_is_taken_while_a_server_answers_on_it(server):
    port = server.server_address[1]

    assert answers(port)
    assert not is_free(port)


def test_a_server_that_answers_with_an_error_does_not_answer(server, tmp_path):
    tmp_path.rmdir()

    assert not answers(server.server_address[1])


def test_a_port_is_free_when_nobody_answers():
    with HTTPServer(("127.0.0.1", 0), SimpleHTTPRequestHandler) as gone:
        port = gone.server_address[1]

    assert not answers(port)
    assert is_free(port)


def printed_address(data, **environment):
    """What a command run in another terminal, on the same data, would print in a QR code."""
    told = {name: value for name, value in os.environ.items() if name not in {"SITE_URL", "PORT"}}
    code = "from django.conf import settings; print(settings.SITE_URL)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=told | {"DATA_DIR": str(data), "DJANGO_SETTINGS_MODULE": "snppe.settings"} | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_a_command_run_beside_prints_the_address_that_is_served(tmp_path, settings, monkeypatch, capsys):
    settings.ADDRESS_FILE = tmp_path / "adresse"
    monkeypatch.setenv("SITE_URL", "")
    monkeypatch.delenv("SITE_URL")

    before = printed_address(tmp_path), printed_address(tmp_path, PORT="8123")
    settle_address(8123)
    first_words = capsys.readouterr().out
    # Served again, on another port: it says what was frozen before.
    monkeypatch.delenv("SITE_URL")
    settle_address(8124)

    assert before == ("http://127.0.0.1:8000", "http://127.0.0.1:8123")
    assert printed_address(tmp_path) == os.environ["SITE_URL"] == "http://127.0.0.1:8124"
    assert first_words == ""
    assert "gardent l’adresse http://127.0.0.1:8123 dans leur code QR" in capsys.readouterr().out


def test_an_address_that_the_settings_give_is_not_replaced(tmp_path, settings, monkeypatch):
    settings.ADDRESS_FILE = tmp_path / "adresse"
    monkeypatch.setenv("SITE_URL", "https://snppe.example")

    settle_address(8123)

    assert (os.environ["SITE_URL"], settings.ADDRESS_FILE.exists()) == ("https://snppe.example", False)


@pytest.mark.parametrize("wrong", ["http", "0", "65536", "-1"])
def test_a_port_that_is_no_port_is_refused(wrong, monkeypatch):
    monkeypatch.setenv("PORT", wrong)

    with pytest.raises(SystemExit, match="n’est pas un numéro de port"):
        port_wanted()


def test_a_worker_for_each_core_unless_told_otherwise(monkeypatch):
    monkeypatch.delenv("BACKGROUND_WORKERS", raising=False)
    by_itself = len(background_workers())
    monkeypatch.setenv("BACKGROUND_WORKERS", "3")
    told = len(background_workers())
    monkeypatch.setenv("BACKGROUND_WORKERS", "beaucoup")

    assert (by_itself, told) == (os.cpu_count(), 3)
    with pytest.raises(SystemExit, match="n’est pas un nombre"):
        background_workers()


def test_the_old_demonstration_is_moved_aside_whole(tmp_path):
    database, documents = tmp_path / "snppe.sqlite3", tmp_path / "documents"
    database.write_text("rows")
    (tmp_path / "snppe.sqlite3-wal").write_text("last rows")
    documents.mkdir()
    (documents / "proof.pdf").write_text("proof")

    moved = put_aside(database, documents, tmp_path / "aside")

    assert sorted(path.name for path in tmp_path.iterdir()) == ["aside"]
    assert sorted(str(path.relative_to(moved)) for path in moved.rglob("*")) == [
        "documents",
        "documents/proof.pdf",
        "snppe.sqlite3",
        "snppe.sqlite3-wal",
    ]


def test_there_may_be_nothing_to_move(tmp_path):
    assert put_aside(tmp_path / "snppe.sqlite3", tmp_path / "documents", tmp_path / "aside") is None


def test_force_answers_for_the_person(monkeypatch):
    monkeypatch.setenv("FORCE", "1")

    assert is_confirmed()


def test_a_database_in_use_is_copied_whole(tmp_path):
    with closing(sqlite3.connect(tmp_path / "live.sqlite3")) as live:
        live.execute("PRAGMA journal_mode=WAL")
        live.execute("CREATE TABLE kept (value)")
        live.execute("INSERT INTO kept VALUES (42)")
        live.commit()

        copy = back_up_sqlite(tmp_path / "live.sqlite3", tmp_path / "copies")

    with closing(sqlite3.connect(copy)) as opened:
        assert opened.execute("SELECT value FROM kept").fetchall() == [(42,)]


def test_a_changed_file_changes_the_fingerprint(tmp_path):
    file = tmp_path / "style.css"
    file.write_text("a")
    before = fingerprint([file])

    file.write_text("ab")

    assert fingerprint([file]) != before
