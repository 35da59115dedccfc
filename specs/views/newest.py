"""The newest events in the panel, drawn once for as long as they are the newest and no word of theirs is another."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from specs.lately import Lately
from specs.models import Event, Spec
from specs.services import history
from specs.templatetags.specroom import ago, day

SIZE = 12
_DRAWN: Lately[SafeString] = Lately(200)


def newest(spec: Spec) -> SafeString:
    """For a reader whose right to read was asked."""
    found = history.newest(spec, size=SIZE)
    names = {pk: tuple((person.pk, str(person)) for person in people) for pk, people in history.typists(found).items()}
    words = tuple((each.pk, each.at, ago(each.at), day(each.at), names[each.pk]) for each in found)
    return _DRAWN.of((spec.uuid, spec.key, get_language(), words), lambda: _drawn(spec, found))


def _drawn(spec: Spec, found: list[Event]) -> SafeString:
    entries = history.entries(spec, found)
    return render_to_string("specs/panels/events.html", {"spec": spec, "entries": entries})
