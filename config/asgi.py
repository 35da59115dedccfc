"""The server's entry point under uvicorn."""

from a2wsgi import WSGIMiddleware

from config.wsgi import application as django

application = WSGIMiddleware(django)  # type: ignore[arg-type]
