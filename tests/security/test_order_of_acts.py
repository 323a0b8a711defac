"""Acts out of their order, twice, or from a page that is out of date: refused, and nothing is written."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from core.models import JournalEntry
from core.workflow import TransitionRefused
from reports.models import Edition, Remark, Report, Seal
from reports.remarks import answer_remark, make_remark
from tests.access import AGREED_YEAR, DRAFT_YEAR, REPORT, SHARED_YEAR
from tests.factories import PASSWORD


def path(year: int, act: str) -> str:
    return f"/contrats/{REPORT}/rapports/{year}/{act}/"


def standing() -> list[Any]:
    """All that an act on a report may change."""
    return [
        list(Report.objects.order_by("pk").values_list("state", "version", "current_edition_id")),
        [model.objects.count() for model in (Edition, Seal, Remark, JournalEntry)],
        list(Remark.objects.order_by("pk").values_list("state", "answer")),
    ]


SEAL = {"decision": "given", "password": PASSWORD, "sha256": "0" * 64}
OUT_OF_ORDER = [
    ("editor_67", SHARED_YEAR, "partager", {"version": "2"}),
    ("editor_67", AGREED_YEAR, "partager", {}),
    ("prefecture_67", AGREED_YEAR, "renvoyer", {"reason": "Trop tard."}),
    ("prefecture_67", AGREED_YEAR, "viser", SEAL),
    ("prefecture_67", SHARED_YEAR, "viser", SEAL),
    ("prefecture_67", DRAFT_YEAR, "viser", SEAL),
    ("prefecture_67", DRAFT_YEAR, "renvoyer", {"reason": "Trop tôt."}),
    ("prefecture_67", AGREED_YEAR, "remarques", {"place": "whole", "kind": "wrong", "body": "Trop tard."}),
    ("prefecture_67", DRAFT_YEAR, "remarques", {"place": "whole", "kind": "wrong", "body": "Trop tôt."}),
    ("signatory_67", SHARED_YEAR, "deliberer", {"deliberated_on": "2026-01-01", "reference": "CD-1"}),
    ("signatory_67", DRAFT_YEAR, "deliberer", {"deliberated_on": "2026-01-01", "reference": "CD-1"}),
    ("signatory_67", AGREED_YEAR, "deliberer", {"deliberated_on": "2001-01-01", "reference": "CD-1"}),
    ("signatory_67", AGREED_YEAR, "deliberer", {"deliberated_on": "9999-12-31", "reference": "CD-1"}),
    ("signatory_67", SHARED_YEAR, "corriger", {"reason": "Pas encore arrêté."}),
    ("signatory_67", DRAFT_YEAR, "corriger", {"reason": "Pas encore arrêté."}),
]


def test_an_act_out_of_its_order_does_nothing(browser_of: Callable[[str], Client]) -> None:
    before = standing()

    for role, year, act, form in OUT_OF_ORDER:
        response = browser_of(role).post(path(year, act), form)
        assert response.status_code in {200, 302, 404, 409}, (role, year, act)
        assert standing() == before, (role, year, act)


def test_a_page_out_of_date_shares_nothing(browser_of: Callable[[str], Client]) -> None:
    before = standing()

    response = browser_of("editor_67").post(path(DRAFT_YEAR, "partager"), {"version": "999"})

    assert response.status_code == 409
    assert standing() == before


def test_clicking_twice_shares_once(browser_of: Callable[[str], Client]) -> None:
    editor = browser_of("editor_67")
    shown = {"version": str(Report.objects.get(fiscal_year=DRAFT_YEAR).version)}

    for _ in range(2):
        editor.post(path(DRAFT_YEAR, "partager"), shown)

    assert Edition.objects.filter(report__fiscal_year=DRAFT_YEAR).count() == 1


def test_sending_the_same_remark_or_answer_again_after_the_agreement_changes_nothing(
    world: dict[str, Any], shared: Report, seal_by: Any, prefecture_67: Any, ars_grand_est: Any,
    signatory_67: Any, editor_67: Any,
) -> None:  # fmt: skip
    remark = make_remark(shared, by=ars_grand_est, body="À préciser.")
    stale = Report.objects.get(pk=shared.pk)
    for seat in (prefecture_67, ars_grand_est, signatory_67):
        seal_by(seat)

    with pytest.raises(TransitionRefused, match="non encore arrêté"):
        make_remark(stale, by=ars_grand_est, body="Encore une.")
    with pytest.raises(TransitionRefused, match="arrêté"):
        answer_remark(remark, by=editor_67, answer="Trop tard.")

    remark.refresh_from_db()
    assert (remark.state, remark.answer) == ("open", "")
