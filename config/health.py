"""Tells whether server and database answer: the page `/healthz`, and the command with which containers ask."""

import os
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


def ask(port: int, url: str, path: str = "/healthz") -> int | None:
    """The status with which the server on this machine answers, asked under the name by which people call it."""
    question = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        question.request("GET", path, headers={"Host": urlsplit(url).netloc or f"127.0.0.1:{port}"})
        return question.getresponse().status
    except OSError:
        return None
    finally:
        question.close()


if __name__ == "__main__":
    sys.exit(ask(int(os.environ.get("PORT") or 8000), os.environ.get("SPECROOM_URL", "")) != 200)
