"""A production that lacks something does not start; one that starts is closed by default."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from tests.source import ROOT, tracked_files

KEY = "a-long-production-key-" + "0123456789abcdefghij" * 2
PRODUCTION = {
    "SECRET_KEY": KEY,
    "ALLOWED_HOSTS": "snppe.exemple.fr",
    "SITE_URL": "https://snppe.exemple.fr",
}
SECRETS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|ghp_[A-Za-z0-9]{20}|xox[bp]-|"
    r"postgres(ql)?://[^:\s]+:(?!motdepasse@)[^@\s$*{]+@(?!127\.0\.0\.1|localhost)"
)


def run(arguments: list[str], data: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command in an environment that holds nothing but this."""
    own = {"SNPPE_DOTENV": os.devnull, "DATA_DIR": str(data), "PATH": os.environ["PATH"]}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=own | environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.parametrize(
    ("missing", "words"), [("SECRET_KEY", "SECRET_KEY est vide"), ("ALLOWED_HOSTS", "ALLOWED_HOSTS est vide")]
)
def test_a_production_without_secret_or_name_does_not_start(tmp_path: Path, missing: str, words: str) -> None:
    environment = {name: value for name, value in PRODUCTION.items() if name != missing}

    started = run(
        ["-c", "import snppe.wsgi"], tmp_path, DJANGO_SETTINGS_MODULE="snppe.settings", **environment
    )

    assert started.returncode != 0
    assert words in started.stderr


def test_a_command_says_the_setting_that_is_missing_and_nothing_more(tmp_path: Path) -> None:
    told = run(["manage.py", "doctor"], tmp_path)

    assert told.returncode == 1
    assert told.stderr.startswith("Réglage à corriger\u00a0: SECRET_KEY est vide.")
    assert "Traceback" not in told.stderr


def test_a_production_passes_every_check_of_django(tmp_path: Path) -> None:
    checked = run(["manage.py", "check", "--deploy", "--fail-level", "WARNING"], tmp_path, **PRODUCTION)

    assert checked.returncode == 0, checked.stderr


def test_a_production_is_closed_by_default(tmp_path: Path) -> None:
    names = [
        "DEBUG", "DEMO", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE",
        "SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_HTTPONLY", "SECURE_HSTS_SECONDS", "X_FRAME_OPTIONS",
        "PROXY_COUNT",
    ]  # fmt: skip
    script = f"from snppe import settings; print([getattr(settings, name) for name in {names}])"

    told = run(["-c", script], tmp_path, **PRODUCTION).stdout.strip()

    assert told == "[False, False, True, True, True, True, True, 31536000, 'DENY', 0]"


def test_the_demonstration_is_refused_in_production(tmp_path: Path) -> None:
    loaded = run(["manage.py", "load_demo", "--print-accounts"], tmp_path, **PRODUCTION)

    assert loaded.returncode == 1
    assert "DEMO=1" in loaded.stderr
    assert "Demonstration-2024" not in loaded.stdout + loaded.stderr


@pytest.mark.parametrize("options", [{}, {"complete": True}])
def test_nothing_of_the_demonstration_is_loaded_without_its_setting(settings: Any, options: Any) -> None:
    settings.DEMO = False

    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("load_demo", **options)


def test_no_secret_is_kept_with_the_code() -> None:
    found = []
    for path in tracked_files():
        if path == Path(__file__):
            continue
        text = path.read_text(errors="replace")
        found += [f"{path.relative_to(ROOT)} : {match[0]}" for match in SECRETS.finditer(text)]

    assert found == []
    assert not [
        path for path in tracked_files() if path.name == ".env" or path.suffix in {".sqlite3", ".pem"}
    ]


@pytest.mark.parametrize("name", [".env", "var/snppe.sqlite3", "var/documents/piece"])
def test_what_is_secret_is_ignored_by_the_repository(name: str) -> None:
    ignored = subprocess.run(["git", "check-ignore", "-q", name], cwd=ROOT)

    assert ignored.returncode == 0


def test_the_database_waits_no_longer_than_people_do(settings: Any) -> None:
    options = settings.DATABASES["default"]["OPTIONS"]

    told = str(options.get("options", "") or options.get("init_command", ""))
    assert "lock_timeout=5000" in told or "busy_timeout=5000" in told


def test_the_policies_come_before_any_other_layer() -> None:
    assert settings.MIDDLEWARE[0] == "csp.middleware.CSPMiddleware"
    assert settings.AUTHENTICATION_BACKENDS[0] == "accounts.backends.DemonstrationGuard"
