"""The one-time link by which the first administrator comes in."""

from django.db import models


class FirstLogin(models.Model):
    """Of the token only the hash is kept; the row goes when the link is used, renewed or has expired."""

    token_hash = models.CharField(max_length=64, unique=True)
    expires = models.DateTimeField()

    def __str__(self) -> str:
        return f"first login until {self.expires:%Y-%m-%d %H:%M}"
