"""How many findings stand in the way of a submit, by section: put into a kept outline when the page is joined."""

import re
from collections.abc import Mapping

from django.template.loader import render_to_string


def by_section(
    frame: str, pieces: Mapping[str, str], blocks: Mapping[str, int], marks: re.Pattern[str]
) -> dict[str, int]:
    """Of each section the counts of the rows that are marked in it, and of those marked in these rows."""
    found: dict[str, int] = {}
    section = ""
    for match in re.finditer(rf'id="section-(\d+)"|{marks.pattern}', frame):
        if match[1]:
            section = match[1]
        elif match[2].isdigit():
            found[section] = found.get(section, 0) + _with_inner(match[2], pieces, blocks, marks)
    return found


def _with_inner(name: str, pieces: Mapping[str, str], blocks: Mapping[str, int], marks: re.Pattern[str]) -> int:
    inner = marks.findall(pieces.get(name, ""))
    return blocks.get(name, 0) + sum(_with_inner(one, pieces, blocks, marks) for one in inner if one.isdigit())


def badge(count: int) -> str:
    return render_to_string("specs/panels/blocks.html", {"count": count}) if count else ""
