"""What a notice says and where it leads: made when it is shown or sent, since names and rights are those of then."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import User
from specs.models import Comment, Notice

#: Each kind as the page of settings names it.
KINDS = {
    "asked": lazy("A review is asked of you"),
    "outdated": lazy("Your approval is outdated"),
    "mentioned": lazy("Somebody mentions you"),
    "replied": lazy("Replies in threads you take part in"),
    "answered": lazy("Your suggestions are accepted or declined"),
    "commented": lazy("Comments on specs you wrote or watch"),
    "verdict": lazy("Verdicts in reviews you take part in"),
    "approved": lazy("A spec you take part in is approved"),
    "unsent": lazy("Edits in a review wait to be sent"),
    "left": lazy("A reviewer left, and others must be asked (to admins)"),
    "assigned": lazy("A task is assigned to you"),
}

_SAID = {
    "asked": lazy("{name} asks for your verdict on revision {revision}"),
    "outdated": lazy("{name} sent revision {revision}; your approval of revision {approved} is outdated"),
    "mentioned": lazy("{name} mentions you"),
    "replied": lazy("{name} replied"),
    "commented": lazy("{name} commented"),
    "approved": lazy("Approved: {version} is in force, revision {revision}"),
    "unsent": lazy("Edits since revision {revision} wait to be sent or discarded"),
    "left": lazy("{left} left without a verdict on revision {revision}: change the reviewers"),
    "assigned": lazy("{name} assigns a task to you"),
}
_ANSWERS = {
    "accepted": lazy("{name} accepted your suggestion"),
    "declined": lazy("{name} declined your suggestion"),
}
_VERDICTS = {
    "approve": lazy("{name} approved revision {revision}"),
    "request": lazy("{name} asks for changes to revision {revision}"),
}
_CHANGED = lazy("{name} changed the verdict on revision {revision}")


def said(notice: Notice) -> str:
    """One sentence, without the spec's name."""
    words = _SAID.get(notice.kind)
    if notice.kind == "verdict":
        words = _VERDICTS.get(notice.data.get("word", ""), _CHANGED)
    elif notice.kind == "answered":
        words = _ANSWERS.get(notice.data.get("answer", ""), _ANSWERS["accepted"])
    return str(words).format(name=notice.event.actor, **_facts(notice.data))


def _facts(data: dict[str, Any]) -> dict[str, Any]:
    gone = User.objects.filter(pk__in=data.get("left", ())).order_by("name", "email")
    left = ", ".join(map(str, gone)) if "left" in data else ""
    return {"left": left, **{name: data.get(name, "") for name in ("revision", "approved", "version")}}


def leads_to(notice: Notice) -> str:
    """The path of the page where it can be answered."""
    key = notice.spec.key
    if comment := notice.data.get("comment"):
        return reverse("specs:threads", args=[key]) + f"#comment-{comment}"
    if notice.kind == "assigned":
        return reverse("specs:coverage", args=[key]) + f"#task-{notice.data['task']}"
    if notice.kind == "left" and notice.spec.status == "review":
        return reverse("specs:reviewers", args=[key])
    if notice.kind in ("asked", "outdated", "verdict") and notice.spec.status == "review":
        return reverse("specs:review", args=[key])
    return reverse("specs:spec", args=[key])


def witnessed(notice: Notice) -> str:
    """The head of the chain as it was then; whoever keeps the mail can prove a later change of the record."""
    if not notice.data.get("head"):
        return ""
    return _("Record {number} of {key}, head {head}").format(
        number=notice.data["record"], key=notice.spec.key, head=notice.data["head"]
    )


def excerpt(notice: Notice, most: int = 600) -> str:
    """What was said, as written; nothing where there is no comment, or it was deleted since."""
    if comment := notice.data.get("comment"):
        words = Comment.objects.filter(pk=comment).values_list("body", flat=True).first() or ""
    else:
        words = str(notice.event.data.get("comment") or "") if notice.kind == "verdict" else ""
    return words if len(words) <= most else words[:most].rsplit(" ", 1)[0] + " …"
