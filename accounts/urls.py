"""Addresses of people, seats and passwords."""

from django.urls import path

from accounts.views import letterhead, passwords, seats, sessions

app_name = "accounts"

urlpatterns = [
    path("connexion/", sessions.sign_in, name="login"),
    path("deconnexion/", sessions.sign_out, name="logout"),
    path("reprise/", sessions.resume, name="resume"),
    path("siege/", seats.choose_seat, name="choose_seat"),
    path("organisation/", seats.organisation, name="organisation"),
    path("organisation/sieges/nouveau/", seats.give_seat, name="open_seat"),
    path("organisation/sieges/<int:pk>/fermer/", seats.end_seat, name="close_seat"),
    path("organisation/papier/", letterhead.letterhead, name="letterhead"),
    path("organisation/papier/logo.png", letterhead.logo, name="logo"),
    path("mot-de-passe/", passwords.change_password, name="password_change"),
    path("mot-de-passe/oubli/", passwords.ask_password_link, name="password_reset"),
    path("mot-de-passe/oubli/envoye/", passwords.password_link_sent, name="password_reset_sent"),
    path("mot-de-passe/nouveau/<str:uid>/<str:token>/", passwords.set_password, name="password_set"),
]
