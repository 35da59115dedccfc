"""What a team asks of its reviews: how many approvals, whose, whether writers count, how one signs, what must be
written. Changing it never touches an open round: that has its own copy; every change is recorded."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Team, User
from specs import permissions, workflow
from specs.document.template import SECTIONS
from specs.models import PolicyChange, Round, TeamPolicy
from specs.models.policies import SIGNING
from specs.services.errors import Refused
from specs.workflow import Policy, Rule

#: The rule about the people asked, whoever they are; no rule of a team may be called so.
REVIEWERS = "reviewers"
_LONGEST_LABEL = 60
_MOST = 20


def policy_of_team(team: Team) -> TeamPolicy:
    """The team's policy; the defaults (one approval, writers do not count, session) where it never chose."""
    return TeamPolicy.objects.filter(team=team).first() or TeamPolicy(team=team)


def packed(policy: TeamPolicy) -> dict[str, Any]:
    """The settings as they are kept with a change: rules are lists of {label, need, people}, people by their ids."""
    return {
        "quorum": policy.quorum,
        "rules": policy.rules,
        "writers_count": policy.writers_count,
        "signing": policy.signing,
        "required": policy.required,
    }


def change(
    team: Team,
    *,
    by: User,
    quorum: int = 1,
    rules: Sequence[Rule] = (),
    writers_count: bool = False,
    signing: str = "session",
    required: Sequence[str] = ("functional",),
) -> TeamPolicy:
    """Sets the policy from the next round on, and records what it was. Admins only. Raises Refused, NotAllowed.

    `rules` ask for people besides the quorum: "Security" is 1 of {Cai, Dana}, Ana herself is 1 of {Ana}.
    `required` are keys of sections that must be written before a submit.
    """
    permissions.require_role(by, "policy", team)
    _require_quorum(quorum)
    _require_rules(team, rules)
    if signing not in SIGNING:
        raise Refused(_("Choose how approvals are signed."), field="signing")
    if not set(required) <= SECTIONS.keys():
        raise Refused(_("Choose among the sections of the template."), field="required")
    after = {
        "quorum": quorum,
        "rules": [{"label": r.label.strip(), "need": r.need, "people": sorted(r.people)} for r in rules],
        "writers_count": writers_count,
        "signing": signing,
        "required": [key for key in SECTIONS if key in required],
    }
    return _store(team, by, after)


def _store(team: Team, by: User, after: dict[str, Any]) -> TeamPolicy:
    with transaction.atomic():
        Team.objects.select_for_update().get(pk=team.pk)
        policy = policy_of_team(team)
        before = packed(policy)
        if before != after:
            for name, value in after.items():
                setattr(policy, name, value)
            policy.save()
            PolicyChange.objects.create(team=team, by=by, before=before, after=after)
    return policy


def _require_quorum(quorum: int) -> None:
    if not 1 <= quorum <= _MOST:
        raise Refused(_("At least 1 and at most {most} approvals.").format(most=_MOST), field="quorum")


def _require_rules(team: Team, rules: Sequence[Rule]) -> None:
    members = set(members_of(team))
    for rule in rules:
        label = rule.label.strip()
        if not label or len(label) > _LONGEST_LABEL or not label.isprintable():
            raise Refused(_("Give each rule a short name, such as “Security”."), field="rules")
        if not rule.people <= members:
            raise Refused(_("“{label}” names people who are not in the team.").format(label=label), field="rules")
        if not 1 <= rule.need <= len(rule.people):
            raise Refused(
                _("“{label}” must ask for at least 1 and at most all of its people.").format(label=label), field="rules"
            )
    try:
        workflow.require_distinct([REVIEWERS, *(rule.label.strip() for rule in rules)])
    except ValueError as double:
        raise Refused(_("Two rules are called “{label}”.").format(label=double), field="rules") from None


def members_of(team: Team) -> list[int]:
    """The ids of the people who are in the team and whose accounts are open."""
    return list(team.memberships.filter(user__is_active=True).values_list("user_id", flat=True))


def rules_of(policy: TeamPolicy) -> tuple[Rule, ...]:
    """The required persons and groups, without those who have left the team since."""
    members = set(members_of(policy.team)) if policy.rules else set()
    return tuple(Rule(rule["label"], rule["need"], frozenset(rule["people"]) & members) for rule in policy.rules)


def for_round(
    team: Team, reviewers: frozenset[int], *, quorum: int | None = None, why: str = "", by: User | None = None
) -> Policy:
    """The policy of a round that begins now: the team's of today, with a higher `quorum` where one is asked for.

    `why` is the reason for which admin `by` lets writers count. Raises Refused for a quorum below the team's.
    """
    policy = policy_of_team(team)
    need = policy.quorum if quorum is None else quorum
    if need < policy.quorum:
        said = ngettext(
            "Your team asks for at least {count} approval.",
            "Your team asks for at least {count} approvals.",
            policy.quorum,
        )
        raise Refused(said.format(count=policy.quorum), field="quorum")
    _require_quorum(need)
    return Policy(
        (Rule(REVIEWERS, need, reviewers), *rules_of(policy)),
        writers_count=policy.writers_count or bool(why),
        why=why,
        by=by.pk if by and why else None,
        signing=policy.signing,
    )


def has_changed_since(asked: Round) -> bool:
    """Whether the team asks for something else today than this round does: then the page says so."""
    team, kept = policy_of_team(asked.spec.team), asked.policy
    rules = [{"label": r.label, "need": r.need, "people": sorted(r.people)} for r in rules_of(team)]
    lenient = kept["writers_count"] and not kept["why"]
    need = kept["rules"][0]["need"]
    return (
        need < team.quorum
        or (need > team.quorum and _asked_for(asked, need))
        or kept["rules"][1:] != rules
        or kept.get("signing", "session") != team.signing
        or (not kept["why"] and lenient != team.writers_count)
    )


def _asked_for(asked: Round, need: int) -> bool:
    """Whether so many approvals were the team's rule when the round began, and not the wish of whoever submitted."""
    later = PolicyChange.objects.filter(team=asked.spec.team, at__gte=asked.opened_at)
    first = later.values_list("before", flat=True).first()
    return first is not None and first["quorum"] == need


def in_words(policy: TeamPolicy) -> list[str]:
    """What the settings mean, a sentence each."""
    said = ngettext(
        "{count} of the people asked must approve.", "{count} of the people asked must approve.", policy.quorum
    )
    names = {user.pk: str(user) for user in User.objects.filter(pk__in={p for r in policy.rules for p in r["people"]})}
    rules = [
        _("{label}: {need} of {people} must approve, and be asked.").format(
            label=rule["label"], need=rule["need"], people=", ".join(names[pk] for pk in rule["people"])
        )
        for rule in policy.rules
    ]
    writers = (
        _("Whoever wrote in the text may approve it; the approval says so.")
        if policy.writers_count
        else _("Whoever wrote in the text may comment and block, but the approval does not count.")
    )
    signing = (
        _("Approving, asking for changes, overriding, revoking and marking as implemented ask for the password again.")
        if policy.signing == "confirm"
        else _("Being logged in is signature enough.")
    )
    titles = ", ".join(SECTIONS[key].title for key in policy.required)
    required = (
        _("Must be written before a submit: {sections}.").format(sections=titles)
        if titles
        else _("No section must be written before a submit.")
    )
    return [said.format(count=policy.quorum), *rules, writers, signing, required]
