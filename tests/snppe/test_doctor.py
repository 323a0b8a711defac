import json
import os
import subprocess
import sys
from datetime import timedelta
from functools import partial
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.utils import ConnectionHandler
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from snppe.doctor.checks import (
    Finding,
    Status,
    database,
    examine,
    fonts,
    pdf_engine,
    static_files,
    system,
    worker,
    writable_folders,
)
from snppe.doctor.needs import PDF_NEEDS, Need, imports, install_command, loads, missing, packages_of, runs

ROOT = Path(__file__).resolve().parents[2]

PRESENT = Need("libc", "libc6", "tout", partial(loads, "libc.so.6", "libSystem.dylib"))
ABSENT = Need("nulle-part", "libnulle-part0", "la preuve", partial(loads, "libnulle-part.so.0"))
ABSENT_TOO = Need("nulle-part-2", "libnulle-part0", "la preuve", partial(runs, "programme-de-nulle-part"))


def sqlite_at(path):
    """A connection of its own to an SQLite file, beside the one of the tests."""
    return ConnectionHandler({"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path)}})[
        "default"
    ]


def test_a_library_is_found_under_any_of_its_names():
    assert loads("libnulle-part.so.0", "libc.so.6", "libSystem.dylib")


def test_a_library_that_does_not_exist_is_not_found():
    assert not loads("libnulle-part.so.0")


def test_programs_and_modules_are_looked_up_without_being_run():
    assert runs("sh")
    assert not runs("programme-de-nulle-part")
    assert imports("venv")
    assert not imports("module_de_nulle_part")


def test_only_what_is_missing_is_named_and_each_package_once():
    absent = missing([ABSENT, PRESENT, ABSENT_TOO])

    assert absent == [ABSENT, ABSENT_TOO]
    assert packages_of(absent) == ["libnulle-part0"]
    assert install_command(absent)[-5:] == [
        "apt-get",
        "install",
        "--no-install-recommends",
        "-y",
        "libnulle-part0",
    ]


def test_a_missing_library_is_a_blocking_finding_with_the_command_that_brings_it():
    found, lost = system([PRESENT, ABSENT])

    assert found == Finding("libc", Status.OK, "pour tout")
    assert (lost.status, lost.is_blocking) == (Status.MISSING, True)
    assert lost.remedy.endswith("apt-get install --no-install-recommends -y libnulle-part0")


def test_a_missing_tool_of_the_tests_does_not_block():
    (lost,) = system([ABSENT], is_required=False)

    assert lost.status is Status.MISSING
    assert not lost.is_blocking


def test_every_need_of_the_pdf_engine_names_its_debian_package():
    assert packages_of(PDF_NEEDS) == [
        "libpango-1.0-0",
        "libpangoft2-1.0-0",
        "libharfbuzz-subset0",
        "libfontconfig1",
    ]


def test_a_pdf_engine_that_is_not_installed_is_a_finding_not_a_crash():
    assert pdf_engine("moteur_de_nulle_part").status is Status.MISSING


def test_a_pdf_engine_whose_libraries_are_missing_says_which_and_nothing_more(tmp_path, monkeypatch, capsys):
    (tmp_path / "moteur_sans_pango.py").write_text(
        "print('notice')\nraise OSError('cannot load library libpango: long story')"
    )
    monkeypatch.syspath_prepend(tmp_path)

    finding = pdf_engine("moteur_sans_pango")

    assert finding.status is Status.MISSING
    assert finding.detail.endswith("cannot load library libpango")
    assert capsys.readouterr().out == ""


def test_a_folder_without_fonts_is_missing_something(tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "Regular.ttf").touch()

    statuses = [finding.status for finding in fonts([tmp_path / "full", tmp_path / "empty"])]

    assert statuses == [Status.OK, Status.MISSING]


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    to_come, forbidden = writable_folders([tmp_path / "not" / "yet", Path("/proc")])

    assert to_come.status is Status.OK
    assert forbidden.status is Status.MISSING
    assert "/proc" in forbidden.detail


def test_static_files_are_there_once_their_manifest_is(tmp_path):
    assert static_files(tmp_path).status is Status.MISSING

    (tmp_path / "staticfiles.json").touch()

    assert static_files(tmp_path).status is Status.OK


@pytest.mark.django_db
def test_the_database_of_the_tests_is_reachable_and_up_to_date():
    findings = {finding.subject: finding.status for finding in database(connection)}

    assert findings == {
        "base de données": Status.OK,
        "structure de la base": Status.OK,
        "travailleur de fond": Status.UNKNOWN,
    }


@pytest.mark.django_db
def test_an_unreachable_database_is_named_and_nothing_more_is_asked_of_it(tmp_path):
    (finding,) = database(sqlite_at(tmp_path / "no" / "folder.sqlite3"))

    assert finding.is_blocking
    assert "ne répond pas" in finding.detail


@pytest.mark.django_db
def test_a_database_without_its_tables_waits_for_its_migrations(tmp_path):
    fresh = sqlite_at(tmp_path / "fresh.sqlite3")

    answers, structure = database(fresh)
    fresh.close()

    assert answers.status is Status.OK
    assert structure.is_blocking
    assert structure.remedy.endswith("manage.py migrate")


def job(**dates):
    row = DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {}},
        task_path="reports.jobs.nothing",
        backend_name="default",
        run_after=timezone.now() - timedelta(hours=2),
        exception_class_path="",
        traceback="",
    )
    DBTaskResult.objects.filter(pk=row.pk).update(**dates)


@pytest.mark.django_db
def test_a_job_that_waits_too_long_says_that_no_worker_runs():
    now = timezone.now()
    job(enqueued_at=now - timedelta(minutes=6))

    finding = worker(now)

    assert finding.is_blocking
    assert finding.remedy.endswith("manage.py db_worker")


@pytest.mark.django_db
def test_a_job_taken_lately_says_that_a_worker_runs():
    now = timezone.now()
    job(status="SUCCESSFUL", started_at=now - timedelta(minutes=1))

    assert worker(now).status is Status.OK


@pytest.mark.django_db
def test_a_job_just_queued_proves_nothing():
    job()

    assert worker(timezone.now()).status is Status.UNKNOWN


@pytest.fixture
def complete_installation(tmp_path, settings):
    """The folders of an installation where everything has been put in place."""
    settings.STATICFILES_DIRS = [tmp_path / "assets"]
    settings.STATIC_ROOT = tmp_path / "static"
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "documents"
    (tmp_path / "assets" / "fonts").mkdir(parents=True)
    (tmp_path / "assets" / "fonts" / "Regular.ttf").touch()
    settings.STATIC_ROOT.mkdir()
    (settings.STATIC_ROOT / "staticfiles.json").touch()
    return tmp_path


@pytest.mark.django_db
def test_a_complete_installation_passes(complete_installation):
    blocking = [finding for finding in examine() if finding.is_blocking]

    assert blocking == []


@pytest.mark.django_db
def test_the_command_ends_well_and_says_so(complete_installation):
    output = StringIO()

    call_command("doctor", stdout=output)

    assert output.getvalue().rstrip().endswith("Rien de nécessaire ne manque.")


@pytest.mark.django_db
def test_the_command_fails_and_names_the_remedy_when_something_is_missing(complete_installation):
    (complete_installation / "static" / "staticfiles.json").unlink()
    output = StringIO()

    with pytest.raises(SystemExit) as stopped:
        call_command("doctor", stdout=output)

    assert stopped.value.code == 1
    assert "manage.py collectstatic" in output.getvalue()
    assert output.getvalue().rstrip().endswith("Il manque une chose nécessaire.")


@pytest.mark.django_db
def test_the_command_answers_in_json_for_a_monitoring_tool(complete_installation):
    output = StringIO()

    call_command("doctor", "--json", stdout=output)

    report = json.loads(output.getvalue())
    assert report["ok"] is True
    assert {"subject", "status", "detail", "remedy", "is_required"} == set(report["findings"][0])


def test_the_whole_project_starts_without_its_pdf_engine_and_the_doctor_names_it(tmp_path):
    (tmp_path / "weasyprint.py").write_text(
        "print('notice')\nraise OSError('cannot load library libgobject')"
    )
    environment = {
        **os.environ,
        "PYTHONPATH": str(tmp_path),
        "SNPPE_DOTENV": os.devnull,
        "SECRET_KEY": "x" * 50,
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/empty.sqlite3",
    }

    done = subprocess.run(
        [sys.executable, "manage.py", "doctor", "--json"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )

    findings = {finding["subject"]: finding for finding in json.loads(done.stdout)["findings"]}
    assert done.returncode == 1
    assert "cannot load library libgobject" in findings["moteur PDF"]["detail"]
    assert findings["structure de la base"]["status"] == "missing"
