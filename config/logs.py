"""Log lines as JSON, one object a line, so that no value can forge a line; secrets in addresses are left out."""

import json
import logging
import re
from datetime import UTC, datetime

SECRET_PATHS = re.compile(
    r"(/(?:first|invite|accounts/confirm-email|accounts/password/reset/key)/)[^/\s?\"']+", re.ASCII
)
SECRET_VALUES = re.compile(
    r"((?:token|code|key|password|secret|sessionid|csrfmiddlewaretoken)=)[^&\s\"']+", re.I | re.ASCII
)


def without_secrets(message: str) -> str:
    return SECRET_VALUES.sub(r"\1***", SECRET_PATHS.sub(r"\1***", message))


class JsonLines(logging.Formatter):
    """Time, level, logger and message; the trace of an exception where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": without_secrets(record.getMessage()),
        }
        if record.exc_info:
            line["trace"] = without_secrets(self.formatException(record.exc_info))
        return json.dumps(line)
