"""Two people changed the same row: both sides are shown, nothing typed is lost."""

from datetime import date
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.test import RequestFactory

from contracts.models import Contract
from core.conflicts import Conflict, Difference, conflict_of
from core.middleware import ErrorPagesMiddleware
from core.readable import NOTHING
from core.versions import StaleVersion


def stale(contract: Contract) -> StaleVersion:
    contract.departement_share_percent = Decimal("50.00")
    contract.signed_on = date(2020, 10, 1)
    contract.version = 4
    return StaleVersion(contract, shown=3)


def test_only_what_differs_is_shown(contract_67):
    typed = QueryDict("departement_share_percent=40&signed_on=2020-10-01&provenance=&version=3")

    conflict = conflict_of(stale(contract_67), typed)

    assert conflict == Conflict(
        subject=str(contract_67),
        differences=[Difference("Part du département prévue au contrat (%)", "50\u00a0%", "40")],
        again=[
            ("departement_share_percent", "40"),
            ("signed_on", "2020-10-01"),
            ("provenance", ""),
            ("version", "4"),
        ],
    )


def test_the_same_number_written_otherwise_is_no_difference(contract_67):
    conflict = conflict_of(stale(contract_67), QueryDict("departement_share_percent=50,0"))

    assert conflict.differences == []


def test_a_blank_is_said(contract_67):
    conflict = conflict_of(stale(contract_67), QueryDict("signed_on="))

    assert conflict.differences == [Difference("Signé le", "01/10/2020", NOTHING)]


def test_choices_and_links_are_shown_by_their_words(contract_67):
    typed = QueryDict(f"state=ended&territory={contract_67.territory_id}&framework=999&is_fictitious=maybe")

    conflict = conflict_of(stale(contract_67), typed)

    assert conflict.differences == [
        Difference("Cadre national", str(contract_67.framework), "un autre choix"),
        Difference("État", contract_67.get_state_display(), "Échu"),
        Difference("Données fictives", "non", "maybe"),
    ]


def test_secrets_and_tokens_are_not_sent_again(contract_67):
    typed = QueryDict("csrfmiddlewaretoken=x&password=y&statement=Oui&version=3")

    assert conflict_of(stale(contract_67), typed).again == [("statement", "Oui"), ("version", "4")]


def test_a_page_out_of_date_is_answered_409_and_can_be_sent_again(contract_67, rf: RequestFactory):
    request = rf.post("/contrats/67-2020/?x=1", {"departement_share_percent": "40", "version": "3"})
    request.user = AnonymousUser()
    request.seat, request.seats = None, []

    answer = ErrorPagesMiddleware(lambda _: None).process_exception(request, stale(contract_67))

    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'action="/contrats/67-2020/?x=1"' in page
    assert '<input type="hidden" name="version" value="4">' in page
