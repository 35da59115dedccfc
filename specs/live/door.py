"""The way in to a connection: this server's own pages only, and somebody who is logged in."""

from collections.abc import Sequence
from http.cookies import CookieError, SimpleCookie

from django.conf import settings

Headers = Sequence[tuple[bytes, bytes]]


def from_here(headers: Headers) -> bool:
    """Whether one of this server's own pages asks: a browser says where a page came from, and says it truly."""
    origins = [value.decode("latin-1") for name, value in headers if name == b"origin"]
    return origins == [settings.SPECROOM_URL]


def session_of(headers: Headers) -> str:
    """The key of the session that the browser sent; nothing where there is none."""
    cookies: SimpleCookie = SimpleCookie()
    try:
        for name, value in headers:
            if name == b"cookie":
                cookies.load(value.decode("latin-1"))
    except CookieError:
        return ""
    found = cookies.get(settings.SESSION_COOKIE_NAME)
    return found.value if found else ""
