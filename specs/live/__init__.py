"""Sockets of open pages: raw ASGI, transport only. Rows travel as ids, shared texts as the services give them."""
