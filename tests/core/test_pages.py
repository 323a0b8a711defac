"""The pages that belong to no domain, the frame of every page, and the answers to errors."""

import re
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection
from django.test import Client, RequestFactory
from django.urls import reverse

from core import views
from core.middleware import ErrorPagesMiddleware

PUBLIC = ["core:help", "core:accessibility", "core:legal"]


@pytest.fixture
def asked(rf: RequestFactory):
    """A request that went through the middleware, from a person without a seat."""
    request = rf.get("/contrats/67-2020/")
    request.user = SimpleNamespace(is_authenticated=False)
    request.seat, request.seats = None, []
    return request


@pytest.mark.django_db
@pytest.mark.parametrize("name", PUBLIC)
def test_the_static_pages_open_without_signing_in(client, name):
    answer = client.get(reverse(name))

    assert answer.status_code == 200
    assert "variable inconnue" not in answer.text


@pytest.mark.django_db
@pytest.mark.parametrize("name", PUBLIC)
def test_the_static_pages_cost_no_query_beyond_the_session(client, django_assert_num_queries, name):
    with django_assert_num_queries(0):
        client.get(reverse(name))


@pytest.mark.django_db
@pytest.mark.parametrize("name", [*PUBLIC, "core:health"])
def test_the_static_pages_cannot_be_posted_to(client, name):
    assert client.post(reverse(name)).status_code == 405


@pytest.mark.django_db
def test_health_says_that_the_database_answers(client):
    answer = client.get("/sante/")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "database": "ok"})
    assert "no-cache" in answer["Cache-Control"]


@pytest.mark.django_db
def test_health_says_when_the_database_does_not_answer(client):
    def refuse(*_):
        raise OperationalError("gone")

    with connection.execute_wrapper(refuse):
        answer = client.get("/sante/")

    assert (answer.status_code, answer.json()) == (503, {"status": "failing", "database": "unreachable"})


def test_the_help_gives_the_published_figures_of_alsace(client, db):
    figures = ["3 031 261 €", "742 500 €", "713 524 €", "1 991 891 €", "12,5 %", "5 078"]

    page = client.get("/aide/").text

    assert [figure for figure in figures if figure.replace(" ", "\u00a0") not in page] == []


def test_the_state_block_is_shown_by_the_dsfr_theme_alone(client, db, settings):
    settings.THEME = "dsfr"
    of_the_state = client.get("/aide/").text
    settings.THEME = "neutre"
    neutral = client.get("/aide/").text

    assert ("République<br>française" in of_the_state, "dsfr.main.min.css" in of_the_state) == (True, True)
    assert ("République<br>française" in neutral, "dsfr/" in neutral) == (False, False)


def test_a_seat_sees_the_navigation_and_where_it_stands(sign_in, editor_67):
    page = sign_in(editor_67).get("/aide/").text

    entries = re.findall(r'fr-nav__link" href="[^"]*"([^>]*)>([^<]+)<', page)
    assert [(label, "aria-current" in attrs) for attrs, label in entries] == [
        ("Mes tâches", False),
        ("Contrats", False),
        ("Indicateurs", False),
        ("Rapports", False),
        ("Calendrier", False),
        ("Aide", True),
    ]


def test_only_a_national_manager_sees_the_administration(sign_in, dgcs, dgcs_reader):
    assert "Administration</a>" in sign_in(dgcs).get("/aide/").text
    assert "Administration</a>" not in sign_in(dgcs_reader).get("/aide/").text


def test_leaving_is_a_post(sign_in, editor_67):
    page = sign_in(editor_67).get("/aide/").text

    assert re.search(r'<form method="post" action="/deconnexion/">', page)


def test_a_400_says_what_to_do(asked):
    answer = views.bad_request(asked, Exception())

    assert answer.status_code == 400
    assert "Que faire" in answer.content.decode()


def test_a_403_says_the_reason(asked):
    answer = views.permission_denied(asked, PermissionDenied("Seule l’ARS saisit le FIR."))

    assert answer.status_code == 403
    assert "Seule l’ARS saisit le FIR." in answer.content.decode()


def test_a_form_out_of_date_is_explained(editor_67):
    client = Client(enforce_csrf_checks=True)

    answer = client.post(reverse("accounts:login"), {})

    assert answer.status_code == 403
    assert "Ce formulaire n’est plus valable" in answer.text


def test_a_404_is_ours(sign_in, editor_67):
    answer = sign_in(editor_67).get("/rien/")

    assert answer.status_code == 404
    assert "Cette page est introuvable" in answer.text


def test_a_500_needs_neither_database_nor_context(rf):
    answer = views.server_error(rf.get("/"))

    assert answer.status_code == 500
    assert "Le service a rencontré une erreur" in answer.content.decode()


def test_a_lock_not_obtained_is_worth_another_try(asked):
    middleware = ErrorPagesMiddleware(lambda request: None)

    answer = middleware.process_exception(asked, OperationalError("database is locked"))

    assert answer.status_code == 503
    assert "envoyez-la de nouveau" in answer.content.decode()


def test_other_failures_are_not_disguised(asked):
    middleware = ErrorPagesMiddleware(lambda request: None)

    assert middleware.process_exception(asked, OperationalError("no such table")) is None
    assert middleware.process_exception(asked, ValueError("x")) is None
