"""What the code editor says, for `templates/specs/code_words.html`."""

import json

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def code_phrases() -> str:
    """The editor's own phrases as JSON: its English, which is its key, and what the page says for it."""
    said = {
        "Find": _("Find"),
        "Replace": _("Replace"),
        "next": _("next"),
        "previous": _("previous"),
        "all": _("all"),
        "match case": _("match case"),
        "regexp": _("pattern"),
        "by word": _("whole words"),
        "replace": _("replace"),
        "replace all": _("replace all"),
        "close": _("Close"),
        "current match": _("current match"),
        "on line": _("on line"),
        "replaced match on line $": _("replaced in line $"),
        "replaced $ matches": _("replaced $ times"),
        "Control character": _("Control character"),
        "Selection deleted": _("Selection deleted"),
        "Go to line": _("Go to line"),
        "go": _("go"),
        "Diagnostics": _("Faults"),
        "No diagnostics": _("No faults"),
    }
    return json.dumps(said, ensure_ascii=False)
