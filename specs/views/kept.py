"""The spec's page made of kept pieces: what stands around the rows, and each row, joined; what is missing is drawn.

A piece is a pure function of the text, of the program and of what the reader may do; it holds nothing of the reader.
The token of a form in it is a mark that no text can hold, replaced when the page is joined.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count, Max
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from specs.marks import mark, secret
from specs.marks import pattern as _marks
from specs.models import Piece, Row, Spec, Tick
from specs.services import assigning, pieces
from specs.views.blocking import badge, by_section
from specs.views.lead import metadata_items
from specs.views.lines import Line
from specs.views.loading import document_sheet, family
from specs.views.prints import Prints
from specs.views.shape import Shape, unwritten

STEPPER = "specs/panels/stepper.html"
_HAND, _BOX = "specs/rows/_hand.html", "specs/rows/_box.html"
#: So many missing rows are drawn one by one; where there are more, all of them at once.
FEW = 30


@lru_cache(maxsize=1)
def version() -> str:
    """A hash of everything that a piece is drawn by: templates, code, addresses of icons."""
    root = Path(settings.BASE_DIR)
    files = [*root.glob("templates/**/*.html"), *root.glob("specs/**/*.py"), settings.STATIC_ROOT / "staticfiles.json"]
    hashed = hashlib.sha256(secret().encode())
    for path in sorted(files):
        if path.is_file():
            hashed.update(path.read_bytes())
    return hashed.hexdigest()[:24]


@dataclass(frozen=True)
class Kept:
    """The document of a spec as it is for one look, but for the parts that depend on the reader.

    `parts` are its HTML and, by turns, the names of such parts; `apart` says which sorts of them there are, as "box" of
    "box-41-1".
    """

    parts: tuple[str, ...]
    apart: frozenset[str]
    outline: SafeString
    unwritten: list[str]
    blocking: int

    def shown(self, request: HttpRequest, apart: dict[str, str]) -> SafeString:
        """The document for this reader; `apart` are the parts that are never kept."""
        known = {"token": get_token(request), **apart}
        parts = list(self.parts)
        parts[1::2] = [known.get(name) or _unknown(name) for name in parts[1::2]]
        return SafeString("".join(parts))


def _unknown(name: str) -> str:
    """A part of nobody's: the box of a task that this reader does not tick; a tick of which nothing is known."""
    return _still_box(name[-1], get_language()) if name.startswith("box-") else ""


@lru_cache(maxsize=64)
def _still_box(look: str, _language: str | None) -> str:
    return render_to_string("specs/rows/_box.html", {"line": {"done": look == "1"}}).strip()


#: Documents joined lately, by what their pieces are: those of two states never are the same.
_JOINED: OrderedDict[tuple[Any, ...], Kept] = OrderedDict()
_DOCUMENTS = 16
_LONGEST = 4_000_000


def kept(spec: Spec, context: dict[str, Any]) -> Kept:
    """The document as it stands, joined of its pieces; what is missing is drawn, and kept."""
    look = f"{version()}-{int(context['can_edit'])}{int(context['can_tick'])}-{get_language()}"[:40]
    found = _JOINED.get((spec.uuid, look, *_state(spec, look)))
    if found is not None:
        return found
    keeper = Keeper(spec, {**context, "csrf_token": mark("token")}, look)
    before = keeper.read()
    keeper.fill()
    joined = keeper.joined()
    if sum(map(len, joined.parts)) < _LONGEST and not keeper.fresh:
        _JOINED[(spec.uuid, look, *before)] = joined
        while len(_JOINED) > _DOCUMENTS:
            _JOINED.popitem(last=False)
    return joined


def _state(spec: Spec, look: str) -> tuple[int, int]:
    """What tells one set of pieces from another: a piece is stored once, and never written over."""
    found = Piece.objects.filter(spec=spec, look=look).aggregate(count=Count("pk"), last=Max("pk"))
    return found["count"], found["last"] or 0


@dataclass
class Keeper:
    """The pieces of one spec for one look; `fresh` are those drawn now, `older` those that may be the same still."""

    spec: Spec
    context: dict[str, Any]
    look: str
    pieces: dict[str, str] = field(default_factory=dict)
    blocks: dict[str, int] = field(default_factory=dict)
    prints: dict[str, str] = field(default_factory=dict)
    fresh: set[str] = field(default_factory=set)
    older: dict[str, tuple[str, int, str]] = field(default_factory=dict)
    images: tuple[int, int] = (0, 0)

    def __post_init__(self) -> None:
        spec = self.spec
        self.print = Prints(self.context["base"], spec.status, spec.working, bool(spec.archived_at))

    def read(self) -> tuple[int, int]:
        last = 0
        found = Piece.objects.filter(spec=self.spec, look=self.look)
        for pk, name, html, blocks, drawn_from in found.values_list("pk", "name", "html", "blocks", "drawn_from"):
            self.pieces[name], self.blocks[name], self.prints[name] = html, blocks, drawn_from
            last = max(last, pk)
        return len(self.pieces), last

    def mark(self, name: str) -> str:
        return mark(name)

    def line(self, line: Line, draw: Callable[[], str]) -> str:
        """The mark of a line, drawn if it is not kept. A table always is: its lines are looked at one by one."""
        name, drawn_from = str(line.row.pk), self.print.of(line)
        html, blocks, before = self.older.get(name, ("", 0, ""))
        if before == drawn_from and line.kind != "table":
            self.pieces[name], self.blocks[name], self.prints[name] = html, blocks, before
        else:
            self.put(name, draw(), sum(finding.level == "blocks" for finding in line.findings), drawn_from)
        return mark(name)

    def put(self, name: str, html: str, blocks: int = 0, drawn_from: str = "") -> None:
        self.pieces[name], self.blocks[name], self.prints[name] = html, blocks, drawn_from
        self.fresh.add(name)

    def fill(self) -> None:
        """Draws what is missing, and keeps it."""
        missing = self.missing() if self.pieces.keys() >= set(pieces.FRAME) else None
        if missing == []:
            return
        self.images = pieces.pictured(self.spec)
        if missing is None or len(missing) > FEW or not all(self.single(name) for name in missing):
            self.whole()
        self.keep()

    def missing(self) -> list[str]:
        """Names of rows that are marked in what is kept but are not kept themselves."""
        ours = secret()
        marked = {name for html in self.pieces.values() if ours in html for name in _marks().findall(html)}
        return [name for name in marked - self.pieces.keys() if name.isdigit()]

    def single(self, name: str) -> bool:
        """One row drawn by itself; a table holds rows of its own and is not."""
        line = family(self.spec, int(name))
        if line is None or line.kind == "table":
            return False
        context = {**self.context, "line": line, "keeper": self}
        self.line(line, lambda: render_to_string(line.template, context))
        return True

    def whole(self) -> None:
        """All of it; of the rows those that would be drawn as they are stay."""
        stored = self.pieces.keys() - self.fresh
        self.older = {name: (self.pieces[name], self.blocks[name], self.prints[name]) for name in stored}
        for known in (self.pieces, self.blocks, self.prints, self.fresh):
            known.clear()
        sheet = document_sheet(self.spec, editable=self.context["can_edit"])
        shape = Shape.of(self.spec)
        context = {**self.context, "sheet": sheet, "metadata": metadata_items(sheet), "keeper": self}
        frame = render_to_string("specs/sections/document.html", context)
        inside = sum(self.blocks.values())
        self.put("frame", frame, sum(finding.level == "blocks" for finding in sheet.findings) - inside)
        missing = unwritten(shape)
        entries = shape.outline(missing if self.context["can_edit"] else [])
        for entry in entries:
            entry.badge = SafeString(mark(f"blocks-{entry.id}")) if entry.id else ""
        self.put("outline", render_to_string("specs/panels/entries.html", {**self.context, "entries": entries}))
        self.put("unwritten", ",".join(missing))

    def keep(self) -> None:
        """Stores what was drawn, unless something was changed since the spec was read."""
        drawn = [
            Piece(
                spec=self.spec,
                look=self.look,
                name=name,
                html=self.pieces[name],
                blocks=self.blocks[name],
                drawn_from=self.prints[name],
            )
            for name in self.fresh
        ]
        pieces.keep(
            self.spec,
            look=self.look,
            drawn=drawn,
            gone=self.older.keys() - self.pieces.keys(),
            images=self.images,
            blocking=sum(self.blocks.values()),
        )

    def joined(self) -> Kept:
        known, ours = self.pieces, secret()
        parts = _marks().split(known["frame"])
        for i in range(1, len(parts), 2):
            html = known.get(parts[i], mark(parts[i]))
            parts[i] = _marks().sub(lambda found: known.get(found[1], found[0]), html) if ours in html else html
        missing = [key for key in known["unwritten"].split(",") if key]
        split = _marks().split("".join(parts))
        apart = frozenset(name.partition("-")[0] for name in split[1::2])
        return Kept(tuple(split), apart, self.outline(), missing, sum(self.blocks.values()))

    def outline(self) -> SafeString:
        """With how many findings block in each section, which the outline that is kept does not know."""
        counts = by_section(self.pieces["frame"], self.pieces, self.blocks, _marks())
        entries = self.pieces["outline"]
        return SafeString(_marks().sub(lambda found: badge(counts.get(found[1].removeprefix("blocks-"), 0)), entries))


def live_parts(request: HttpRequest, spec: Spec, found: Kept) -> dict[str, str]:
    """The parts of the document that depend on the reader, or on names."""
    parts: dict[str, str] = {STEPPER: render_to_string(STEPPER, {"spec": spec, "findings": found.blocking}, request)}
    if "hand" in found.apart:
        ticks = Tick.objects.filter(row__spec=spec, done=True).select_related("by")
        parts |= {f"hand-{tick.row_id}": render_to_string(_HAND, {"tick": tick}).strip() for tick in ticks}
    return parts | (_own_boxes(request, spec) if "box" in found.apart and not spec.archived_at else {})


def _own_boxes(request: HttpRequest, spec: Spec) -> dict[str, str]:
    """The boxes of the tasks that are this reader's, for who may press no others."""
    context = {"base": reverse("specs:spec", args=[spec.key]), "may_tick": True}
    rows = Row.objects.filter(pk__in=assigning.tasks_of(spec, request.user))
    return {
        f"box-{row.pk}-{bool(row.done):d}": render_to_string(_BOX, {**context, "line": Line(row)}, request).strip()
        for row in rows
    }
