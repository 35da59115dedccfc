"""What a page knows of its line to the server."""

import hashlib
import hmac
from typing import Any

from django import template
from django.conf import settings

register = template.Library()


@register.inclusion_tag("components/live.html", takes_context=True)
def live_line(context: Any) -> dict[str, Any]:
    """The name of this log-in's line: told by the session, and nothing of the session is told by it."""
    request = context.get("request")
    key = getattr(getattr(request, "session", None), "session_key", None) or ""
    name = hmac.new(settings.SECRET_KEY.encode(), f"live {key}".encode(), hashlib.sha256).hexdigest()[:20]
    return {"user": getattr(request, "user", None), "name": name if settings.LIVE and key else ""}
