"""When somebody was last here, for the list of their own sessions."""

from allauth.usersessions.middleware import UserSessionsMiddleware
from django.http import HttpRequest, HttpResponse


class Activity(UserSessionsMiddleware):
    """Notes each page that is opened and each form that is sent, as allauth does.

    Not what an open page fetches by itself, such as a row that somebody else changed: nobody need be there for it, and
    a hundred pages that follow one save would write a hundred times, one after the other where SQLite keeps the data.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "GET" and "HX-Request" in request.headers:
            return self.get_response(request)
        return super().__call__(request)
