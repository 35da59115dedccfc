"""Django's WSGI application, for servers that speak WSGI only; config.asgi is the usual entry point."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

from config import safety

safety.refuse_unsafe_start()
