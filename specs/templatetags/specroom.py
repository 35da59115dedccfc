"""Tags and filters that every page uses: icons, people, times, statuses, words that changed, rendered Markdown."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils import timezone
from django.utils.dateformat import format as date_words
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from specs.document import diff, rendering
from specs.document.checks.findings import Finding, Term
from specs.document.diff import Piece
from specs.models import Row, Spec, Thread, Verdict, Watch
from specs.reviewed import Review
from specs.services import notifying
from specs.steps import Steps, steps

register = template.Library()

STATUS_WORDS = {"draft": "Draft", "review": "In review", "approved": "Approved", "implemented": "Implemented"}

_MARKED = re.compile(r"[*_`\[\\&<~]")


@register.simple_tag
def icon(name: str, classes: str = "", label: str = "") -> SafeString:
    """One symbol of the sprite; with a label it is read out, without it is decoration."""
    spoken = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    address = _sprite(settings.STORAGES["staticfiles"]["BACKEND"], settings.DEBUG)
    return format_html('<svg class="i {}" {}><use href="{}#{}"/></svg>', classes, spoken, address, name)


@register.simple_tag
def row_icon(name: str) -> SafeString:
    """A symbol that stands in each row (static/icons/rows/): one element, which the style sheet draws.

    A `<use>` has a tree of its own; twenty thousand of them cost each letter 6 ms (docs/decisions/0034).
    """
    return format_html('<i class="row-icon {}" aria-hidden="true"></i>', name)


@lru_cache(maxsize=8)
def _sprite(_storage: str, _debug: bool) -> str:  # noqa: FBT001 (what the address depends on)
    """The address of the icons, asked for once: a page shows dozens."""
    return static("icons/icons.svg")


@register.inclusion_tag("components/status.html")
def status(name: str, word: str = "") -> dict[str, str]:
    """The icon and the word of a status, in its colour."""
    return {"name": name, "word": word or _(STATUS_WORDS[name]) if name in STATUS_WORDS else name}


@register.simple_tag
def steps_of(spec: Spec, user: Any, findings: Any = "") -> Steps:
    """What the stepper shows this person. A page that has the findings gives them, an empty list too."""
    return steps(spec, user, None if findings == "" else findings)


@register.simple_tag
def may(user: Any, spec: Spec) -> dict[str, bool]:
    """What this person may do with the spec as it stands: `edit`, `tick`, `import`, `archive`, `delete`."""
    return {action: spec.allows(user, action) for action in ("edit", "tick", "import", "archive", "delete")}


@register.simple_tag
def unread(user: Any) -> int:
    """How many notices the person has not read."""
    return notifying.unread(user)


@register.filter
def capped(many: int) -> str:
    """A count beside an icon has room for two digits."""
    return str(many) if many < 100 else "99+"


@register.simple_tag
def watched(spec: Spec, user: Any) -> str:
    """`watch`, `mute` or nothing: what the person wants to hear of the spec."""
    return Watch.objects.filter(spec=spec, user=user).values_list("mode", flat=True).first() or ""


@register.simple_tag
def word_of(review: Review, person: Any) -> str:
    return review.word_of(person)


@register.simple_tag
def last_of(review: Review, person: Any) -> Verdict | None:
    return review.last_of(person)


@register.simple_tag
def talk_on(row: Row) -> int:
    """How many threads that everybody sees stand on a row."""
    return Thread.objects.filter(row=row, opened_at__isnull=False).count()


@register.filter
def status_word(name: str) -> str:
    return _(STATUS_WORDS[name]) if name in STATUS_WORDS else name


@register.filter
def said(finding: Finding) -> str:
    """What a finding says, in the reader's language; what it quotes of the document stays as it is."""
    values = {name: _(value) if isinstance(value, Term) else value for name, value in finding.values.items()}
    return _(finding.message).format(**values)


@register.inclusion_tag("components/avatar.html")
def avatar(person: Any, size: str = "", beside: str = "") -> dict[str, Any]:
    """A person's initials in the person's colour; `size` is "s", "l" or nothing. `beside` a name it is not read out."""
    return {"person": person, "size": size, "beside": beside}


@register.simple_tag
def when(moment: datetime | None) -> SafeString:
    """How long ago, with the exact time in the tooltip. A script turns both into the reader's own zone."""
    if moment is None:
        return SafeString("")
    exact = moment.astimezone(UTC)
    return format_html(
        '<time datetime="{}" title="{}" data-when>{}</time>',
        exact.isoformat(timespec="seconds"),
        date_words(exact, "D j M Y, H:i") + " UTC",
        ago(moment),
    )


@register.filter
def ago(moment: datetime) -> str:
    """`just now`, `12 min ago`, `3 h ago`, `yesterday`, `4 days ago`, then the date."""
    now = timezone.now()
    seconds = (now - moment).total_seconds()
    if seconds < 60:
        return _("just now")
    if seconds < 3600:
        return _("{count} min ago").format(count=int(seconds // 60))
    if seconds < 86400 and (seconds < 6 * 3600 or now.date() == moment.date()):
        return _("{count} h ago").format(count=int(seconds // 3600))
    return _day(moment, now)


def _day(moment: datetime, now: datetime) -> str:
    days = (now.date() - moment.date()).days
    if days <= 1:
        return _("yesterday")
    if days < 7:
        return _("{count} days ago").format(count=days)
    return date_words(moment, "j M" if moment.year == now.year else "j M Y")


@register.filter
def day(moment: datetime) -> str:
    """A heading over the entries of one day."""
    now = timezone.now()
    if moment.date() == now.date():
        return _("Today")
    if (now.date() - moment.date()).days == 1:
        return _("Yesterday")
    return date_words(moment, "l j F" if moment.year == now.year else "l j F Y")


@register.inclusion_tag("components/words.html")
def words(pieces: Iterable[Any]) -> dict[str, Iterable[Any]]:
    """Words before and after: removed ones struck, added ones underlined, each said to screen readers."""
    return {"pieces": pieces}


@register.filter
def near(pieces: list[Piece]) -> list[Piece]:
    """Where the whole text would be too long: the changes, and the words beside them."""
    return diff.near(pieces)


@register.filter
def markdown(text: str, definitions: str = "") -> SafeString:
    """Safe HTML of a piece of Markdown. It stands inside `<div class="md" hx-disable>`."""
    return mark_safe(rendering.render(text or "", definitions=definitions))  # noqa: S308 (the renderer sanitises)


@register.filter
def markdown_line(text: str, definitions: str = "") -> SafeString:
    """The same for one line, without block tags."""
    return mark_safe(rendering.render_inline(text or "", definitions=definitions))  # noqa: S308 (the renderer sanitises)


@register.filter
def plain(title: str) -> str:
    """A title as it is read aloud, less its Markdown: what an outline and a tab show."""
    return _plain(title) if title and (_MARKED.search(title) or not title.isascii()) else title or ""


@lru_cache(maxsize=4096)
def _plain(title: str) -> str:
    return rendering.words(title)


@register.filter
def fingerprint(sha256: str) -> str:
    """A hash as people compare it: `4b7d 02fa … e1c9`."""
    return f"{sha256[:4]} {sha256[4:8]} … {sha256[-4:]}" if sha256 else ""


@register.filter
def possessive(name: str) -> str:
    """`Ben` gives `Ben’s`."""
    return f"{name}’s"
