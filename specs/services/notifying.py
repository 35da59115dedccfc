"""Who is told about what happened: notices written with the event, and the mails queued with them.

Called in the transaction of the change, so that nothing is told that did not happen and nothing that happened is not
told. What a mail says is made when it is sent (`mailing`): rights and choices are those of that moment.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from accounts.models import Role, Team, User
from accounts.services.teams import after_leaving
from specs import jobs, permissions
from specs.models import Comment, Event, EventPerson, NoMail, Notice, Record, Round, Spec, Verdict, Watch
from specs.models.notices import MODES
from specs.services.talking_mentions import told as of_talk

Told = dict[int, tuple[str, dict[str, Any]]]
#: How long edits may wait unsent in a review before the editors are reminded.
UNSENT = timedelta(hours=2)


def tell(event: Event, records: Sequence[Record]) -> None:
    """Writes the notices of an event and of the records it made. An ordinary edit of a draft costs nothing."""
    kinds = {record.kind: record for record in records}
    told = _of_review(event, kinds) if kinds.keys() & {"approved", "verdict", "round"} else {}
    deliver(event, told)
    if event.verb == "assigned" and event.data["to"]:
        deliver(event, {event.data["to"]: ("assigned", {"task": event.data["task"]})})
    if said := of_talk(event):
        deliver(event, _of_talk(event, said, besides=told))
    if event.text and event.spec.working == "review":
        _remind_later(event)


def _of_review(event: Event, kinds: Mapping[str, Record]) -> Told:
    asked = Round.objects.filter(spec=event.spec).select_related("revision").latest("number")
    told: Told = {}
    if "round" in kinds and "approved" not in kinds:
        told = _asked(event, asked)
    if record := kinds.get("approved") or kinds.get("verdict"):
        kind = "approved" if "approved" in kinds else "verdict"
        facts = {"revision": asked.revision.number, "record": record.n, "head": record.hash}
        facts |= {"version": asked.revision.version} if kind == "approved" else {"word": event.data.get("word", "")}
        told |= dict.fromkeys(_concerned(event.spec, asked), (kind, facts))
    return told


def _asked(event: Event, asked: Round) -> Told:
    """The people asked in this round, but not who was asked about this very text before or approved it already."""
    revision = asked.revision
    people = set(asked.reviewers.values_list("pk", flat=True)) - {event.actor_id}
    before = Round.objects.filter(revision=revision, number__lt=asked.number)
    people -= set(before.values_list("reviewers", flat=True))
    last = Verdict.objects.filter(round__spec=event.spec, by__in=people).order_by("pk").select_related("revision")
    words = {verdict.by_id: verdict for verdict in last}
    told: Told = {}
    for person in people:
        verdict = words.get(person)
        facts = {"revision": revision.number}
        if verdict and verdict.word == "approve" and verdict.revision.state == "frozen":
            told[person] = ("outdated", facts | {"approved": verdict.revision.number})
        else:
            told[person] = ("asked", facts)
    return told


def _concerned(spec: Spec, asked: Round) -> set[int]:
    """Who hears of each verdict: those asked, who asked, who wrote, and who watches; not who muted the spec."""
    people = {asked.opened_by_id, *asked.writers, *asked.reviewers.values_list("pk", flat=True)}
    return (people | watching(spec, "watch")) - watching(spec, "mute")


def _of_talk(event: Event, said: Iterable[Mapping[str, Any]], *, besides: Told) -> Told:
    """What was said: each person hears of an event once, of what concerns them most. `besides` are told already what
    happened; only what is said to them in person is told as well."""
    told: Told = {}
    ways = {"accepted": _to_suggester, "declined": _to_suggester, "mentioned": _to_mentioned}
    for fact in sorted(said, key=lambda fact: fact["verb"] == "mentioned"):
        for person, what in ways.get(fact["verb"], _to_listeners)(event, fact).items():
            if what[0] != "commented" or (person not in besides and person not in told):
                told[person] = what
    muted = watching(event.spec, "mute") if told else set()
    return {person: what for person, what in told.items() if person not in muted or what[0] == "mentioned"}


def _to_suggester(event: Event, fact: Mapping[str, Any]) -> Told:
    return {fact["suggester"]: ("answered", {"comment": fact["comment"], "answer": fact["verb"]})}


def _to_mentioned(event: Event, fact: Mapping[str, Any]) -> Told:
    return dict.fromkeys(fact["mentioned"], ("mentioned", {"comment": fact["comment"]}))


def _to_listeners(event: Event, fact: Mapping[str, Any]) -> Told:
    """Who takes part in the thread hears a reply; who wrote in the text, or watches, every comment."""
    if fact["verb"] not in ("commented", "replied", "suggested"):
        return {}
    facts = {"comment": fact["comment"]}
    writers = Event.objects.filter(spec=event.spec, text=True).order_by().values_list("actor", flat=True).distinct()
    together = EventPerson.objects.filter(event__spec=event.spec).values_list("person", flat=True).distinct()
    told: Told = dict.fromkeys({*writers, *together, *watching(event.spec, "watch")}, ("commented", facts))
    others = Comment.objects.filter(thread=fact["thread"], sent_at__isnull=False).exclude(pk=fact["comment"])
    return told | dict.fromkeys(others.values_list("by", flat=True), ("replied", facts))


def watching(spec: Spec, mode: str) -> set[int]:
    return set(Watch.objects.filter(spec=spec, mode=mode).values_list("user", flat=True))


def deliver(event: Event, told: Told, *, everybody: bool = False) -> None:
    """One notice for each person who is still a member. Who acted needs none, but where it bears the head of the chain
    it is read already and mailed as a receipt; `everybody` is for what nobody did."""
    if not everybody:
        told = {person: what for person, what in told.items() if person != event.actor_id or "head" in what[1]}
    if not told:
        return
    members = event.spec.team.memberships.filter(user__in=told, user__is_active=True).values_list("user", flat=True)
    notices = [
        Notice(
            user_id=person,
            spec=event.spec,
            event=event,
            kind=told[person][0],
            data=told[person][1],
            at=event.at,
            read_at=event.at if person == event.actor_id and not everybody else None,
        )
        for person in sorted(members)
    ]
    for notice in Notice.objects.bulk_create(notices):
        _mail(notice)


def _mail(notice: Notice) -> None:
    if settings.MAIL_SENT:
        jobs.enqueue("notice", name=f"notice-{notice.pk}", payload={"notice": notice.pk})


def _remind_later(event: Event) -> None:
    """Once for all edits that wait: the first of them, after the revision or the last discard, names the reminder."""
    if "restores" in event.data:
        return
    upto = Round.objects.filter(spec=event.spec, closed_at=None).values_list("revision__upto", flat=True).get()
    since = Event.objects.filter(spec=event.spec, text=True, number__gt=upto, number__lt=event.number)
    before = since.order_by("-number").values_list("data", flat=True).first()
    if before is None or "restores" in before:
        jobs.enqueue("unsent", name=f"unsent-{event.pk}", payload={"event": event.pk}, due=event.at + UNSENT)


@after_leaving
def tell_admins(team: Team, gone: User) -> None:
    """Where somebody who was asked leaves without a word, others must be asked: the admins hear it once a round."""
    asked = Round.objects.filter(spec__team=team, closed_at=None, reviewers=gone).exclude(revision__verdicts__by=gone)
    admins = set(team.memberships.filter(role=Role.ADMIN).values_list("user", flat=True))
    for open_ in asked.select_related("spec__team", "revision"):
        event = Event.objects.get(spec=open_.spec, number=open_.begun)
        told = list(Notice.objects.filter(event=event, kind="left"))
        for notice in told:
            notice.data["left"].append(gone.pk)
            notice.read_at = None
        Notice.objects.bulk_update(told, ("data", "read_at"))
        new = admins - watching(open_.spec, "mute") - {notice.user_id for notice in told}
        facts = {"revision": open_.revision.number, "left": [gone.pk]}
        deliver(event, dict.fromkeys(new, ("left", facts)), everybody=True)


def editors(spec: Spec) -> set[int]:
    roles = [role for role in permissions.ROLES if permissions.can(role, "send")]
    return set(spec.team.memberships.filter(role__in=roles).values_list("user", flat=True))


def unread(user: Any) -> int:
    """How many notices of specs that the person may still see are not read."""
    return Notice.objects.filter(user=user, read_at=None, spec__in=Spec.objects.visible_to(user)).count()


def read(user: User, notices: Iterable[int] | None = None, *, spec: Spec | None = None) -> int:
    """Marks these, those of a spec, or all of the person's notices as read; gives how many were not."""
    mine = Notice.objects.filter(user=user, read_at=None)
    if notices is not None:
        mine = mine.filter(pk__in=notices)
    if spec is not None:
        mine = mine.filter(spec=spec)
    return mine.update(read_at=timezone.now())


def watch(spec: Spec, *, by: User, mode: str) -> None:
    """`watch`, `mute`, or anything else for neither. Raises NotAllowed for a stranger."""
    permissions.require(by, "read", spec)
    if mode not in MODES:
        Watch.objects.filter(user=by, spec=spec).delete()
        return
    Watch.objects.update_or_create(user=by, spec=spec, defaults={"mode": mode})


def choose_mails(user: User, kinds: Iterable[str], wanted: Iterable[str]) -> None:
    """Of these kinds the person wants mails of the `wanted` ones, and none of the others."""
    unwanted = set(kinds) - set(wanted)
    NoMail.objects.filter(user=user, kind__in=set(kinds) - unwanted).delete()
    NoMail.objects.bulk_create([NoMail(user=user, kind=kind) for kind in sorted(unwanted)], ignore_conflicts=True)
