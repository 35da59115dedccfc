"""Tells whether the server and its database answer: the page `/healthz`, and the command that containers ask it with."""

import sys
from http.client import HTTPConnection
from urllib.parse import urlsplit

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


def ask(port: int, url: str) -> bool:
    """Asks the server on this machine, under the name by which people call it."""
    question = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        question.request("GET", "/healthz", headers={"Host": urlsplit(url).netloc or f"127.0.0.1:{port}"})
        return question.getresponse().status == 200
    except OSError:
        return False
    finally:
        question.close()


if __name__ == "__main__":
    from os import environ

    port = int(environ.get("PORT") or 8000)
    sys.exit(not ask(port, environ.get("SPECROOM_URL", "")))
