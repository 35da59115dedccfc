"""The server's entry point under uvicorn: a small router in front of Django.

Sockets stay open and are raw ASGI (specs/live); every other request goes to Django's WSGI application in a pool of
threads, once its body is complete.
"""

import os

from a2wsgi import WSGIMiddleware

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.core.wsgi import get_wsgi_application

pages = get_wsgi_application()

from django.conf import settings

from config import safety
from config.bodies import Limits
from config.lifespan import Lifespan
from config.router import Router
from config.worker import worker
from specs.live.application import Live

live = Live()
application = Router(
    pages=WSGIMiddleware(pages, workers=settings.THREADS, send_queue_size=1024),  # type: ignore[arg-type]
    lifespan=Lifespan(worker, safety.refusal, live),
    hosts=lambda: settings.ALLOWED_HOSTS,
    limits=Limits(max_bytes=settings.BODY_MAX_BYTES, seconds=settings.BODY_SECONDS),
    limits_of_imports=Limits(max_bytes=settings.BODY_MAX_BYTES_OF_IMPORTS, seconds=settings.BODY_SECONDS),
    live=live if settings.LIVE else None,
)
