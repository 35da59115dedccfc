"""The way a spec goes, as the page shows it: where it stands, the next step as a button, and what stands in the way."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from specs.document.checks import Finding
from specs.document.checks.sections import unwritten_sections
from specs.models import Spec
from specs.reviewed import Review, names, review_of
from specs.services import reviewing
from specs.services.checking import findings_of
from specs.services.policies import has_changed_since
from specs.workflow import next_major, next_version

WAY = ("draft", "review", "approved", "implemented")
WORDS = {"draft": "Draft", "review": "In review", "approved": "Approved", "implemented": "Implemented"}


@dataclass(frozen=True, slots=True)
class Act:
    """A button: the name of the address it leads to, its words, and whether it acts at once (`post`)."""

    name: str
    words: str
    post: bool = False
    off: bool = False
    query: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One of the four statuses. `place` is was, now or later; `act` is the button that stands in its place."""

    name: str
    words: str
    place: str
    act: Act | None = None


@dataclass(slots=True)
class Steps:
    """`why` says in words how it stands; `acts` are the small actions beside those words."""

    steps: list[Step]
    why: str = ""
    acts: list[Act] = field(default_factory=list)


def steps(spec: Spec, user: Any, findings: Sequence[Finding] | int | None = None) -> Steps:
    """Everything the stepper of this spec shows to this person. `findings`, or how many of them block, where known."""
    if spec.archived_at:
        acts = [Act("restore", _("Restore"), post=True)] if spec.allows(user, "restore") else []
        return Steps(_way(spec.status, _(WORDS[spec.status])), _away(spec), acts)
    ways = {"draft": _draft, "review": _review, "approved": _approved, "implemented": _implemented}
    return ways[spec.status](spec, user, findings)


def _away(spec: Spec) -> str:
    if spec.gone_at is None:
        return _("Archived: it cannot be changed.")
    return _("Deleted: it goes for good on {day}.").format(day=date_format(timezone.localtime(spec.gone_at)))


def _way(status: str, words: str, following: Act | None = None) -> list[Step]:
    here = WAY.index(status)
    return [
        Step(
            name,
            words if i == here else _(WORDS[name]),
            "was" if i < here else "now" if i == here else "later",
            following if i == here + 1 else None,
        )
        for i, name in enumerate(WAY)
    ]


def _draft(spec: Spec, user: Any, findings: Sequence[Finding] | int | None) -> Steps:
    may = spec.allows(user, "submit")
    if findings is None:
        findings = findings_of(spec, spec.document()) if may else []
    blocks = findings if isinstance(findings, int) else sum(finding.level == "blocks" for finding in findings)
    words = _("Draft of {version}").format(version=spec.version) if spec.in_force and spec.version else _("Draft")
    submit = Act("submit", _("Submit for review…"), query="#blocks" if blocks else "")
    out = Steps(_way("draft", words, submit if may else None))
    if blocks and may:
        if _asks_nothing_yet(spec, blocks):
            out.acts.append(Act("submit", _("Show them"), query="#blocks"))
            out.why = _("Not yet: there is no requirement to review.")
        else:
            out.acts.append(Act("submit", ngettext("Show it", "Show them", blocks), query="#blocks"))
            said = ngettext("Not yet: {count} finding blocks.", "Not yet: {count} findings block.", blocks)
            out.why = said.format(count=blocks)
            out.acts.append(Act("submit", _("Waive…")))
    elif spec.in_force:
        out.why = _("{version} stays in force until this is approved.").format(version=spec.in_force.version)
    if spec.allows(user, "abandon"):
        out.acts.append(Act("abandon", _("Abandon…")))
    return out


def _asks_nothing_yet(spec: Spec, blocks: int) -> bool:
    """Whether all that stands in the way of a submit is that nothing is required yet: that is written, not waived."""
    return (
        blocks == 1 and not spec.rows.filter(kind="requirement").exists() and bool(unwritten_sections(spec.document()))
    )


def _review(spec: Spec, user: Any, findings: Sequence[Finding] | int | None) -> Steps:
    found = review_of(spec)
    if found is None:
        return Steps(_way("review", _("In review")))
    approve = Act("review", _("Approved {count} of {needed}").format(**found.counts), off=True)
    if user.pk in {person.pk for person in found.reviewers} and found.word_of(user) != "approve":
        approve = Act("review", _("Approve: {count} of {needed}").format(**found.counts), query="#verdict")
    out = Steps(_way("review", _("In review, revision {number}").format(number=found.revision.number), approve))
    _say_unsent(out, spec, user, found)
    out.why = " ".join(filter(None, [out.why, *_said_of_people(found, user)]))
    if found.revision.number > 1:
        before = found.revision.number - 1
        said = _("What changed since revision {number}").format(number=before)
        out.acts.append(Act("compare", said, query=f"?from={before}&to={before + 1}"))
    if found.gone and spec.allows(user, "change_reviewers"):
        out.acts.append(Act("reviewers", _("Change reviewers…")))
    if spec.allows(user, "withdraw"):
        out.acts.append(Act("withdraw", _("Withdraw…")))
    return out


def _say_unsent(out: Steps, spec: Spec, user: Any, found: Review) -> None:
    """Edits that reviewers do not read; where the approval waits for nothing else it is held, and so it is said."""
    number, count = found.revision.number, len(found.unsent)
    if not count:
        out.why = _waits(found)
        return
    if found.held:
        said = ngettext(
            "{approved} of {needed} approved revision {number}; held: {count} unsent edit.",
            "{approved} of {needed} approved revision {number}; held: {count} unsent edits.",
            count,
        )
        out.why = said.format(approved=found.counts["count"], needed=found.counts["needed"], number=number, count=count)
    else:
        said = ngettext(
            "{count} edit since revision {number}, not sent. Reviewers still read revision {number}.",
            "{count} edits since revision {number}, not sent. Reviewers still read revision {number}.",
            count,
        )
        out.why = said.format(count=count, number=number)
    if spec.allows(user, "send"):
        words = _("Send as revision {number}") if found.held else _("Send revision {number}")
        out.acts += [
            Act("send", words.format(number=number + 1), post=True),
            Act("discard", _("Finish") if reviewing.cancels_out(spec) else found.discard_words(user)),
        ]


def _said_of_people(found: Review, user: Any) -> list[str]:
    """Who is gone, that the rules have changed, and what one's own word is worth."""
    said = []
    if found.left:
        gone = [person.get_short_name() for person in found.left]
        said.append(_("{people} left: change the reviewers.").format(people=names(gone)))
    elif found.gone:
        said.append(_("Nobody left who counts: change the reviewers."))
    if has_changed_since(found.round):
        said.append(_("The team’s rules have changed since; this review keeps its own."))
    last, asked = found.last_of(user), user.pk in {person.pk for person in found.reviewers}
    if asked and user.pk in found.round.writers and not found.round.policy["writers_count"]:
        said.append(_("You wrote in this version: your approval is recorded but does not count."))
    elif asked and last and last.word == "approve" and last.revision_id != found.revision.pk:
        said.append(_("You approved revision {number}; that approval is outdated.").format(number=last.revision.number))
    return said


def _waits(found: Review) -> str:
    blocked = [str(person) for person in found.people if person.pk in found.outcome.blocked_by]
    if blocked:
        said = ngettext("{people} asks for changes.", "{people} ask for changes.", len(blocked))
        return said.format(people=names(blocked))
    waiting = [str(person) for person in found.reviewers if not found.word_of(person) and person not in found.left]
    return _("Waiting for {people}.").format(people=names(waiting)) if waiting else ""


def _approved(spec: Spec, user: Any, findings: Sequence[Finding] | int | None) -> Steps:
    out = Steps(_way("approved", _("Approved, {spec}").format(spec=_in_force(spec))))
    if spec.allows(user, "implement"):
        missing = reviewing.covered(spec).open
        out.steps = _way("approved", out.steps[2].words, Act("implement", _("Mark as implemented"), off=bool(missing)))
        if missing:
            named = ", ".join(missing[:6]) + (_(" and others") if len(missing) > 6 else "")
            out.why = _("Not yet implemented: no finished task names {named}.").format(named=named)
    return _with_revise(out, spec, user)


def _implemented(spec: Spec, user: Any, findings: Sequence[Finding] | int | None) -> Steps:
    out = _with_revise(Steps(_way("implemented", _("Implemented, {spec}").format(spec=_in_force(spec)))), spec, user)
    if spec.allows(user, "reopen"):
        out.acts.append(Act("reopen", _("Reopen…")))
    return out


def _with_revise(out: Steps, spec: Spec, user: Any) -> Steps:
    if spec.allows(user, "revise"):
        version = _in_force(spec)
        out.acts.append(Act("revise", _("Revise as {spec}").format(spec=next_version(version)), post=True))
        out.acts.append(Act("revise", _("or {spec}").format(spec=next_major(version)), post=True, query="?major=1"))
    if spec.allows(user, "revoke"):
        out.acts.append(Act("revoke", _("Revoke…")))
    out.why = out.why or _("Approved text cannot be changed in place.")
    return out


def _in_force(spec: Spec) -> str:
    """The version in force."""
    return spec.in_force.version if spec.in_force else ""
