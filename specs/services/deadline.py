"""How long the work on one file may take (security.md, section 5)."""

import time

from django.conf import settings
from django.utils.translation import gettext as _

from specs.services.errors import Refused


class Deadline:
    """The end of the time that one import has, counted in this thread's processor time.

    Asked between steps and rows; each of those is bounded by itself. What others do on a busy machine does not count.
    """

    def __init__(self, seconds: float | None = None) -> None:
        self.seconds = settings.IMPORT_SECONDS if seconds is None else seconds
        self.end = time.thread_time() + self.seconds

    def check(self) -> None:
        """Raises Refused once the time is over."""
        if time.thread_time() > self.end and not settings.UNLIMITED:
            raise Refused(
                _(
                    "This file takes more than {seconds:g} seconds to check and to draw, so nothing was "
                    "stored. Split it into several specs, or ask whoever runs this server for a higher "
                    "SPECROOM_IMPORT_SECONDS."
                ).format(seconds=self.seconds),
                field="file",
            )
