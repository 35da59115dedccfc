"""How far tasks have come, for what stands above a box that was just ticked."""

from django.template.loader import render_to_string

from specs.models import Row
from specs.services.counting import above


def progress_html(row: Row) -> str:
    """The meters and counts above a task, swapped out of band."""
    return render_to_string("specs/rows/progress.html", {"found": above(row), "oob": True})
