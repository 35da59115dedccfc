"""Addresses of teams, invitations, the first login and one's own account."""

from django.urls import URLPattern

app_name = "accounts"

urlpatterns: list[URLPattern] = []
