"""Why a connection is closed: the codes that the browser knows."""

MALFORMED = 4400
RIGHTS = 4403
SLOW = 4408
SIZE = 4413
RATE = 4429
AGAIN = 1013
GOING = 1012


class Closing(Exception):
    """Ends one connection, with a code and a reason; nobody else hears of it."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason
