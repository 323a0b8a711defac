"""What is said of a file: the true one, the forged ones, and those that are not ours."""

import json
import re
import subprocess
from io import BytesIO

import pytest
from django.core.management import CommandError, call_command
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from reports.actions import request_draft
from reports.models import SignedCopy
from reports.papers import make_paper
from reports.signing.analysis import analyse_copy
from reports.signing.verdict import MAX_BYTES, SIGNED, Outcome, examine
from tests.pdf_checks import _program
from tests.reports.signing.forging import forged, written_anew

NOT_DELIVERED = "il porte les données d’un rapport connu, mais n’est pas le fichier qui a été délivré"


def shortened(found):
    """Names and dates aside."""
    return "UNKNOWN" if "inconnue" in found[0] else ""


def test_the_file_that_the_three_parties_signed_is_genuine(signed):
    verdict = examine(signed())

    assert (verdict.outcome, verdict.reason) == (Outcome.GENUINE, SIGNED)
    assert [one.holder.name for one in verdict.signatures] == [
        "Cachet – Préfecture du Bas-Rhin",
        "Cachet – ARS Grand Est",
        "Cachet – Collectivité européenne d’Alsace",
    ]
    assert all(one.holder.is_demonstration for one in verdict.signatures)
    assert [one.organisation for one in verdict.standing.seals] == [
        "Préfecture du Bas-Rhin",
        "ARS Grand Est",
        "Collectivité européenne d’Alsace",
    ]


def test_other_programs_find_the_three_signatures_valid(signed, machine, tmp_path):
    written = tmp_path / "signed.pdf"
    written.write_bytes(signed())

    found = subprocess.run([_program("pdfsig"), written], capture_output=True, text=True).stdout
    root = load_cert_from_pemder(str(machine.trust / "root.pem"))
    judged = [
        validate_pdf_signature(one, ValidationContext(trust_roots=[root], allow_fetching=False))
        for one in PdfFileReader(BytesIO(written.read_bytes())).embedded_regular_signatures
    ]

    assert found.count("Signature is Valid") == 3
    assert [status.bottom_line for status in judged] == [True, True, True]


def test_the_worker_analyses_each_signed_copy_once(signed):
    signed(1)
    copy = SignedCopy.objects.get()

    analyse_copy.call(copy.pk)

    copy.refresh_from_db()
    assert (copy.analysis_fault, copy.analysed_at is not None) == ("", True)


def test_no_forged_file_passes_for_the_true_one(signed, machine, tmp_path):
    true = signed(2)

    outcomes = {name: examine(pdf).outcome for name, pdf in forged(true, machine).items()}

    assert examine(true).is_genuine
    assert len(outcomes) >= 12
    assert set(outcomes.values()) == {Outcome.ALTERED}, outcomes


def test_each_forgery_is_told_in_its_own_words(signed, machine):
    told = {name: examine(pdf).reason for name, pdf in forged(signed(2), machine).items()}

    assert {
        name: re.sub(r"le \d.*|«\u00a0Autorité inconnue\u00a0»|«.*?» ", shortened, reason)
        for name, reason in told.items()
    } == {
        "page ajoutée": "une page y est ajoutée, retirée ou modifiée depuis qu’il a été délivré",
        "page changée": "une page y est ajoutée, retirée ou modifiée depuis qu’il a été délivré",
        "champ dessiné": "un champ y est modifié depuis qu’il a été délivré",
        "signature retirée": "un champ y est modifié depuis qu’il a été délivré",
        "signature déplacée": (
            "une signature y est montrée à la place d’une autre depuis qu’il a été délivré"
        ),
        "données remplacées": "son contenu y est modifié depuis qu’il a été délivré",
        "programme ajouté": "son contenu y est modifié depuis qu’il a été délivré",
        "octet changé": NOT_DELIVERED,
        "signature abîmée": "la signature de ne correspond plus au fichier",
        "certificat joint changé": "ce n’est pas le fichier que a signé",
        "réenregistré": NOT_DELIVERED,
        "autorité inconnue": "le certificat de vient d’une autorité qui n’est pas reconnue ici (UNKNOWN)",
        "certificat expiré": "le certificat de a expiré ",
        "étranger au contrat": "y a signé sans être partie au contrat",
        "suite ajoutée": "sa structure est illisible depuis qu’il a été délivré",
    }


def test_a_copy_without_a_signature_that_is_known_is_genuine_but_incomplete(signed, frozen):
    first = signed(1)

    stripped = examine(frozen)

    assert examine(first).outcome == Outcome.GENUINE
    assert stripped.outcome == Outcome.OUTDATED
    assert "il n’a pas la signature de Préfecture du Bas-Rhin" in stripped.reason


def test_an_encrypted_file_is_told(signed):
    verdict = examine(written_anew(signed(1), "secret"))

    assert (verdict.outcome, "chiffré" in verdict.reason) == (Outcome.UNREADABLE, True)


@pytest.mark.parametrize(
    ("content", "outcome"),
    [
        (b"", Outcome.UNREADABLE),
        (b"PK\x03\x04", Outcome.UNREADABLE),
        (b"%PDF-1.7\n%%EOF", Outcome.UNKNOWN),
        (b"%PDF-1.7\n/EmbeddedFile stream\nx" + b"%%EOF\n" * 10_000, Outcome.UNKNOWN),
        (b"%PDF-" + b"x" * MAX_BYTES, Outcome.UNREADABLE),
    ],
)
def test_what_is_no_report_of_ours_is_told_as_such(db, content, outcome):
    assert examine(content).outcome == outcome


def test_a_draft_is_known_for_what_it_is(draft, editor_67):
    paper = request_draft(draft, by=editor_67)
    make_paper.call(paper.pk)
    paper.refresh_from_db()

    assert examine(paper.file.read()).outcome == Outcome.DRAFT


def test_the_command_says_the_same_with_its_exit_code(signed, frozen, machine, tmp_path, capsys):
    true = signed(2)
    codes = {}
    for name, pdf in {"vrai": true, "incomplet": frozen, "illisible": b"x", **forged(true, machine)}.items():
        path = tmp_path / "file.pdf"
        path.write_bytes(pdf)
        codes[name] = _code(path)

    assert (codes.pop("vrai"), codes.pop("incomplet"), codes.pop("illisible")) == (0, 3, 2)
    assert set(codes.values()) == {1}


def test_the_command_answers_a_script(signed, tmp_path, capsys):
    path = tmp_path / "file.pdf"
    path.write_bytes(signed(1))

    call_command("verify_pdf", path, json=True)

    told = json.loads(capsys.readouterr().out)
    assert told["outcome"] == "genuine"
    assert told["edition"]["signed_by"] == ["Préfecture du Bas-Rhin"]
    assert told["signatures"][0]["has_legal_value"] is False


def test_a_huge_file_is_refused_without_being_read_whole(db, tmp_path):
    path = tmp_path / "huge.pdf"
    with path.open("wb") as file:
        file.write(b"%PDF-1.7")
        file.truncate(200_000_000)

    assert _code(path) == 2


def test_a_file_that_is_not_there_is_told(db, tmp_path):
    assert _code(tmp_path / "nulle-part.pdf") == 2


def _code(path):
    try:
        call_command("verify_pdf", path)
    except CommandError as error:
        return error.returncode
    return 0
