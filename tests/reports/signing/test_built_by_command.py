"""What `build_report` writes of a shared, agreed or signed report: the very file that `verify_pdf` knows."""

import json
from contextlib import suppress

import pytest
from django.core.management import CommandError, call_command

from reports.models import Edition, Rendering
from reports.signing.acts import last_paper
from reports.workflow import share
from tests.reports.signing.conftest import content_of, sign_by


@pytest.fixture
def build(tmp_path):
    """`build()` is the file that the command writes."""

    def _build():
        written = tmp_path / "rapport.pdf"
        call_command("build_report", "67-2020", "2024", output=written, format="pdf")
        return written

    return _build


def verdict(path, capsys):
    """What `verify_pdf` says of a file, for a script."""
    capsys.readouterr()
    # Genuine but not signed by all yet is an error code for a script.
    with suppress(CommandError):
        call_command("verify_pdf", path, json=True)
    return json.loads(capsys.readouterr().out)


def test_an_agreed_report_is_written_as_it_is_kept_whatever_the_address(
    printed, frozen, build, settings, capsys
):
    # The address is printed in the file: made again on another machine, it would be another file.
    settings.SITE_URL = "https://ailleurs.example"

    written = build()

    assert written.read_bytes() == frozen
    assert verdict(written, capsys)["is_genuine"]


def test_a_signed_report_is_written_as_its_last_copy(printed, machine, prefecture_signatory, build, capsys):
    machine.install(prefecture_signatory.organisation)
    copy = sign_by(printed, prefecture_signatory)

    written = build()

    assert written.read_bytes() == content_of(copy)
    said = verdict(written, capsys)
    assert (said["is_genuine"], len(said["signatures"])) == (True, 1)


def test_a_paper_that_the_worker_has_not_made_is_made_and_kept(agreed, build, capsys):
    edition = Edition.objects.get(pk=agreed.current_edition_id)
    before = edition.agreed.state

    written = build()

    assert (before, Rendering.objects.get(pk=edition.agreed_id).state) == ("pending", "ready")
    assert written.read_bytes() == last_paper(Edition.objects.get(pk=edition.pk)).pdf
    assert verdict(written, capsys)["is_genuine"]


def test_a_shared_report_is_written_as_it_is_submitted(draft, editor_67, build, capsys):
    edition = share(draft, by=editor_67)

    written = build()

    edition.submitted.refresh_from_db()
    assert written.read_bytes() == edition.submitted.file.read()
    assert verdict(written, capsys)["edition"]["number"] == 1


def test_a_file_that_the_disk_has_lost_is_not_given(printed, build):
    paper = Edition.objects.get(pk=printed.current_edition_id).agreed
    paper.file.storage.delete(paper.file.name)

    with pytest.raises(CommandError, match="introuvable ou illisible"):
        build()
