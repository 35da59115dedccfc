"""Logs grow no longer than somebody may need them (rule 12): to come back to a text, or to send the same again."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from specs import jobs
from specs.models import Job, SharedText, TextChange
from specs.services import typing_log as log

#: So many entries of an open text are kept; those of a closed one for so long.
RECENT = 10_000
KEPT = timedelta(days=30)
#: Cleared in portions, so that a text is not looked through at every flush.
_PORTION = 1_000


def shorten(text: SharedText) -> None:
    """Takes away what lies far behind, of a text that is locked. Its row is not saved by this."""
    oldest = min(text.base_version, text.version - RECENT)
    if oldest - text.oldest >= _PORTION:
        _clear(text, oldest)


def clear_later(text: SharedText) -> None:
    """Of a text that was just closed."""
    jobs.enqueue("text", name=f"text-{text.pk}", payload={"text": text.pk}, due=timezone.now() + KEPT)


@jobs.handles("text")
def clear(job: Job) -> None:
    """The log of a text closed long ago goes; where it ended is kept, and what each client sent last."""
    with transaction.atomic():
        text = SharedText.objects.select_for_update().filter(pk=job.payload["text"]).first()
        if text is not None:
            text.base, text.stored = log.head(text), None
            text.base_version = text.version
            _clear(text, text.version)
            text.save(update_fields=("base", "stored", "base_version", "oldest"))


def _clear(text: SharedText, upto: int) -> None:
    """Entries up to a version go, but for the last of each client: sent again, it must be known."""
    entries = TextChange.objects.filter(text=text)
    last = entries.values("person", "client").annotate(last=Max("version")).values_list("last", flat=True)
    entries.filter(version__lte=upto).exclude(version__in=list(last.order_by())).delete()
    text.oldest = upto
