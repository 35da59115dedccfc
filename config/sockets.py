"""How uvicorn keeps sockets, wherever it is started."""

#: A frame over the product's own limit of 300 kB is still read, so that it can be refused with a reason.
#: No compression: one socket carries what others wrote beside what one writes oneself.
OPTIONS = {
    "ws": "websockets-sansio",
    "ws_max_size": 600_000,
    "ws_ping_interval": 10.0,
    "ws_ping_timeout": 10.0,
    "ws_per_message_deflate": False,
}
