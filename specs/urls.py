"""Addresses of specs."""

from django.urls import URLPattern

app_name = "specs"

urlpatterns: list[URLPattern] = []
