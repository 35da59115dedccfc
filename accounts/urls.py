"""Addresses of teams, invitations, the first login and one's own account."""

from django.urls import path

from accounts.views import joining, own, teams

app_name = "accounts"

urlpatterns = [
    path("first/<str:token>/", joining.first_link, name="first_link"),
    path("first/", joining.first, name="first"),
    path("invite/<str:token>/", joining.invitation_link, name="invite_link"),
    path("invite/", joining.invitation, name="invite"),
    path("settings/", own.settings, name="settings"),
    path("settings/keys", own.keys, name="keys"),
    path("teams/new", teams.team_new, name="team_new"),
    path("teams/<str:key>/", teams.team, name="team"),
    path("teams/<str:key>/rename", teams.team_rename, name="team_rename"),
    path("teams/<str:key>/talk", teams.team_talk, name="team_talk"),
    path("teams/<str:key>/presence", teams.team_presence, name="team_presence"),
    path("teams/<str:key>/invite", teams.team_invite, name="team_invite"),
    path(
        "teams/<str:key>/invitations/<int:invitation>/take-back",
        teams.invitation_take_back,
        name="invitation_take_back",
    ),
    path("teams/<str:key>/members/<int:membership>/role", teams.member_role, name="member_role"),
    path("teams/<str:key>/members/<int:membership>/remove", teams.member_remove, name="member_remove"),
]
