"""Comments beside the text: a place's threads, those of a spec, and all that is done to them.

Each form works on a page of its own; where a script opened the threads under their row, the answer is that part anew.
"""

import json
from collections.abc import Callable
from functools import wraps
from secrets import token_hex
from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.reader import reader
from specs.document.diff import words
from specs.document.template import SECTIONS
from specs.models import Comment, Row, Spec, Thread
from specs.services import proposals, talking, talking_lists
from specs.services.chain import sha256
from specs.services.errors import Conflict, NotAllowed, Refused, WrongStatus
from specs.services.locating import lines
from specs.services.repeating import asked_with, done_before
from specs.services.talking import Place, Quote, Words
from specs.services.talking_lists import Talk
from specs.views.answers import any_row, fragment, marked_saved
from specs.views.doors import View, spec_view
from specs.views.loading import frozen_revision

#: So long, in seconds, the same form is known again.
KEPT = 3600
#: What a form is shown again with, when its answer is a refusal.
Typed = dict[str, Any]


class Spot:
    """A place as an address names it: a row's id, a section's key, or `spec`."""

    def __init__(self, spec: Spec, row: Row | None = None, section: str = "") -> None:
        self.spec, self.row, self.section = spec, row, section
        self.id = str(row.pk) if row else section or "spec"

    @classmethod
    def of(cls, thread: Thread) -> "Spot":
        """Where a thread is shown: one on a section at its heading, once that is written."""
        row = thread.row
        if row is None and thread.section:
            row = thread.spec.rows.filter(kind="heading", key=thread.section).first()
        return cls(thread.spec, row, "" if row else thread.section)

    @property
    def name(self) -> str:
        return talking_lists.name_of(self.row, self.section)

    @property
    def address(self) -> str:
        if self.row:
            return reverse("specs:row_threads", args=[self.spec.key, self.row.pk])
        return reverse("specs:threads_on", args=[self.spec.key, self.id])

    @property
    def anchor(self) -> str:
        """What of the spec's page it is."""
        return f"row-{self.row.pk}" if self.row else f"unwritten-{self.section}" if self.section else "lead"

    @cached_property
    def values(self) -> dict[str, str]:
        return proposals.open_to_words(self.row) if self.row else {}

    @property
    def field(self) -> str:
        return proposals.field_of(self.values)

    @property
    def text(self) -> str:
        """What other words would take the place of."""
        return self.values.get(self.field, "")

    def talks(self, request: HttpRequest) -> list[Talk]:
        return talking_lists.at_place(self.spec, reader(request), row=self.row, section=self.section)


def talk_view(*methods: str) -> Callable[[View], View]:
    """`spec_view` for what is said: where the threads stand under their row, a refusal is a line there.

    The same form sent twice says it once.
    """

    def decorate(view: View) -> View:
        @spec_view(*methods, action="comment")
        @wraps(view)
        def answer(request: HttpRequest, spec: Spec, **named: Any) -> HttpResponse:
            by, key = reader(request), request.POST.get("key", "")
            if request.headers.get("X-Person", str(by.pk)) != str(by.pk):
                return HttpResponse(status=401)  # said by somebody who has logged out meanwhile
            kept = f"said:{request.user.pk}:{spec.pk}:{sha256(key.encode())}"  # a draft has no event to know it by
            if key and (cache.get(kept) or done_before(spec, by=by, key=key)):
                return _again(request, spec)
            with asked_with(key):
                response = view(request, spec, **named)
            if key and response.status_code < 400:
                cache.set(kept, 1, timeout=KEPT)
            return response

        return answer

    return decorate


def _again(request: HttpRequest, spec: Spec) -> HttpResponse:
    place = request.POST.get("place", "")
    return _answer(request, _spot(spec, place))


def _spot(spec: Spec, place: str) -> Spot:
    if place == "spec":
        return Spot(spec)
    if place.isascii() and place.isdigit() and len(place) < 19:
        return Spot(spec, any_row(spec, int(place)))
    if place in SECTIONS:
        return Spot(spec, section=place)
    raise Http404


def _shown(request: HttpRequest, spot: Spot, *, status: int = 200, typed: Typed | None = None) -> HttpResponse:
    """The place's threads with the form for another one: the part under the row, or a page."""
    talks, frozen = spot.talks(request), frozen_revision(spot.spec)
    context = {
        "spec": spot.spec,
        "base": reverse("specs:spec", args=[spot.spec.key]),
        "spot": spot,
        "open": [talk for talk in talks if not talk.resolved],
        "resolved": [talk for talk in talks if talk.resolved],
        "may_suggest": spot.field and proposals.may_suggest(spot.spec, reader(request)),
        "may_write": spot.spec.role_of(request.user) != "viewer",
        "can_edit": spot.spec.allows(request.user, "edit"),
        "keeps": talking.drafts_by_default(spot.spec, reader(request)),
        "here": frozen.pk if frozen else None,
        "next_revision": frozen.number + 1 if frozen and spot.spec.working == "review" else 0,
        "typed": typed or {},
        "nonce": token_hex(8),
        **marked(request, spot.spec),
    }
    if request.htmx:  # type: ignore[attr-defined]
        return fragment(request, "specs/talk/under.html", {**context, "oob": True}, status=status)
    return render(request, "specs/talk/place.html", context, status=status)


def marked(request: HttpRequest, spec: Spec) -> dict[str, Any]:
    """What a page needs to show where comments stand."""
    found = talking_lists.marks(spec, reader(request))
    return {"marks": found, "said": sum(mark.count for mark in found)}


def _answer(request: HttpRequest, spot: Spot, comment: Comment | None = None, *, written: bool = False) -> HttpResponse:
    """After something was said: the place anew, or the way back to it. `written`: the row's text is another now."""
    spot.spec.refresh_from_db(fields=["seq", "changed_at", "changed_by", "status", "working"])
    if not request.htmx:  # type: ignore[attr-defined]
        at = f"#comment-{comment.pk}" if comment and comment.pk else ""
        return HttpResponseRedirect(spot.address + at)
    response = _shown(request, spot)
    if written and spot.row:
        told = marked_saved(request, spot.spec, response.content.decode(), spot.row.pk)
        triggers = json.loads(told.headers["HX-Trigger-After-Settle"])
        response = told
    else:
        triggers = {}
    triggers["specroom:talked"] = {"place": spot.id, "comment": comment.pk if comment else None, "written": written}
    response.headers["HX-Trigger-After-Settle"] = json.dumps(triggers)
    return response


def _said(request: HttpRequest, spot: Spot, say: Callable[[], Comment | None], **form: Any) -> HttpResponse:
    """Says it; a refusal comes back with every word that was typed, in the form that is named."""
    try:
        comment = say()
    except (Refused, WrongStatus) as refusal:
        return _refused(request, spot, refusal, **form)
    return _answer(request, spot, comment)


def _refused(request: HttpRequest, spot: Spot, refusal: Refused | WrongStatus, **form: Any) -> HttpResponse:
    names = ("body", "words", "quote", "prefix", "suffix", "piece", "word")
    typed = {**form, "refusal": refusal.message, **{name: request.POST.get(name, "") for name in names}}
    return _shown(request, spot, status=_status(refusal), typed=typed)


def _status(refusal: Refused | WrongStatus) -> int:
    return 409 if isinstance(refusal, WrongStatus) else 422


def _draft(request: HttpRequest) -> bool | None:
    """Which button was pressed: the one that sends, the one that keeps, or the only one."""
    return {"send": False, "keep": True}.get(request.POST.get("how", ""))


@talk_view("GET", "POST")
def row_threads(request: HttpRequest, spec: Spec, id: int) -> HttpResponse:
    """A row's threads; another is opened on it, on words of it, or with other words for it."""
    spot = Spot(spec, any_row(spec, id))
    return _shown(request, spot) if request.method != "POST" else _open(request, spot)


@talk_view("GET", "POST")
def threads_on(request: HttpRequest, spec: Spec, place: str) -> HttpResponse:
    """Those of the whole spec, or of a section by its key."""
    spot = _spot(spec, place)
    return _shown(request, spot) if request.method != "POST" else _open(request, spot)


def _open(request: HttpRequest, spot: Spot) -> HttpResponse:
    post = request.POST
    quote = Quote(post.get("quote", ""), post.get("prefix", ""), post.get("suffix", ""))
    place = Place(spot.row, spot.section, quote, frozen_revision(spot.spec))
    other = None
    if spot.field and post.get("words", "").strip() and lines(post["words"]) != (post.get("piece") or spot.text):
        other = Words(spot.field, post["words"], post.get("piece", ""), post.get("prefix", ""))

    def say() -> Comment:
        body, draft = post.get("body", ""), _draft(request)
        return talking.open_thread(spot.spec, by=reader(request), body=body, place=place, words=other, draft=draft)

    return _said(request, spot, say, form="new")


@spec_view("GET", action="comment")
def threads(request: HttpRequest, spec: Spec) -> HttpResponse:
    """All threads of a spec: open, without their row, resolved. The panel's list, or a page."""
    context = {
        "spec": spec,
        "base": reverse("specs:spec", args=[spec.key]),
        "listed": talking_lists.listed(spec, reader(request)),
        **marked(request, spec),
    }
    if request.htmx:  # type: ignore[attr-defined]
        return fragment(request, "specs/talk/list.html", context)
    return render(request, "specs/talk/threads.html", context)


@talk_view("POST")
def reply(request: HttpRequest, spec: Spec, id: int) -> HttpResponse:
    """Answers, or says that it is done with: words typed beside that are said first."""
    thread = _thread(request, spec, id)
    spot, body = Spot.of(thread), request.POST.get("body", "")

    def say() -> Comment | None:
        done = request.POST.get("how") == "resolve"
        comment = None
        if body.strip() or not done:
            comment = talking.reply(thread, by=reader(request), body=body, draft=False if done else _draft(request))
        if done:
            talking.resolve_thread(thread, by=reader(request))
        return comment

    return _said(request, spot, say, form=f"thread-{id}")


@talk_view("POST")
def reopen(request: HttpRequest, spec: Spec, id: int) -> HttpResponse:
    thread = _thread(request, spec, id)
    talking.reopen_thread(thread, by=reader(request))
    return _answer(request, Spot.of(thread))


@spec_view("GET", action="comment")
def comment(request: HttpRequest, spec: Spec, id: int) -> HttpResponse:
    """Leads to a comment where it stands: on the spec's page, or, if its row is gone, among its like."""
    found = _comment(request, spec, id)
    spot = Spot.of(found.thread)
    if spot.row is not None and spot.row.removed_at:
        return HttpResponseRedirect(f"{spot.address}#comment-{id}")
    return HttpResponseRedirect(f"{reverse('specs:spec', args=[spec.key])}?talk={spot.id}#comment-{id}")


@talk_view("GET", "POST")
def edit(request: HttpRequest, spec: Spec, id: int) -> HttpResponse:
    """One's own comment in a form."""
    found = _own(request, spec, id)
    spot = Spot.of(found.thread)
    if request.method != "POST":
        return _form(request, spot, found, found.body)
    try:
        talking.edit_comment(found, by=reader(request), body=request.POST.get("body", ""))
    except (Refused, WrongStatus) as refusal:
        return _form(request, spot, found, request.POST.get("body", ""), refusal.message, status=_status(refusal))
    return _answer(request, spot, found)


def _form(
    request: HttpRequest, spot: Spot, found: Comment, body: str, refusal: str = "", *, status: int = 200
) -> HttpResponse:
    context = {"spec": spot.spec, "spot": spot, "comment": found, "body": body, "refusal": refusal}
    if request.htmx:  # type: ignore[attr-defined]
        response = fragment(request, "specs/talk/edit.html", context, status=status)
        response.headers["HX-Retarget"] = f"#comment-{found.pk}"
        response.headers["HX-Reswap"] = "outerHTML"
        return response
    return render(request, "specs/talk/edit_page.html", context, status=status)


@talk_view("POST")
def delete(request: HttpRequest, spec: Spec, id: int) -> HttpResponse:
    found = _own(request, spec, id)
    spot = Spot.of(found.thread)
    talking.delete_comment(found, by=reader(request))
    return _answer(request, spot)


@talk_view("POST")
def send(request: HttpRequest, spec: Spec, id: int) -> HttpResponse:
    """One draft, alone."""
    found = _own(request, spec, id)
    talking.send_comment(found, by=reader(request))
    return _answer(request, Spot.of(found.thread), found)


@talk_view("POST")
def accept(request: HttpRequest, spec: Spec, id: int) -> HttpResponse:
    """Writes the suggested words; where the same words were changed since, both are shown and it is asked."""
    found = _suggested(request, spec, id)
    spot, suggestion = Spot.of(found.thread), found.suggestion
    try:
        proposals.accept(suggestion, by=reader(request), over=request.POST.get("over"))
    except Conflict as conflict:
        clash = conflict.clashes[suggestion.field]
        return _shown(
            request,
            spot,
            status=409,
            typed={"clash": id, "theirs": clash.theirs, "pieces": words(clash.theirs, clash.mine)},
        )
    except (Refused, WrongStatus) as refusal:
        return _refused(request, spot, refusal, decided=id)
    return _answer(request, spot, found, written=True)


@talk_view("POST")
def decline(request: HttpRequest, spec: Spec, id: int) -> HttpResponse:
    found = _suggested(request, spec, id)
    suggestion = found.suggestion

    def say() -> Comment:
        proposals.decline(suggestion, by=reader(request), word=request.POST.get("word", ""))
        return found

    return _said(request, Spot.of(found.thread), say, decided=id)


def _thread(request: HttpRequest, spec: Spec, id: int) -> Thread:
    """A thread of this spec that the person sees; another's draft is a 404."""
    found = talking_lists.thread_of(spec, reader(request), id)
    if found is None:
        raise Http404
    found.spec = spec
    return found


def _comment(request: HttpRequest, spec: Spec, id: int) -> Comment:
    found = talking_lists.one(spec, reader(request), id)
    if found is None:
        raise Http404
    found.thread.spec = spec
    return found


def _own(request: HttpRequest, spec: Spec, id: int) -> Comment:
    found = _comment(request, spec, id)
    if found.by_id != request.user.pk:
        raise NotAllowed(_("Only who wrote a comment may change it."))
    return found


def _suggested(request: HttpRequest, spec: Spec, id: int) -> Comment:
    found = _comment(request, spec, id)
    if talking_lists.suggestion_of(found) is None:
        raise Http404
    return found
