"""Thin views: fetch, form, service, render."""
