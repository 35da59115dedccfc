"""What a person was told: the list behind the bell, which mails they want, and watching a spec."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.reader import reader
from specs.models import NoMail, Notice, Spec
from specs.services import mailing, notifying, wording
from specs.views.doors import spec_view

MOST = 200


@dataclass(frozen=True, slots=True)
class Line:
    notice: Notice
    said: str


@dataclass(frozen=True, slots=True)
class Group:
    """The notices of one spec, the latest first."""

    spec: Spec
    lines: list[Line]

    @property
    def unread(self) -> int:
        return sum(line.notice.read_at is None for line in self.lines)


@login_required
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Unread ones, or with `all` the latest, grouped by spec; the spec of the latest notice first."""
    everything = "all" in request.GET
    mine = _mine(request) if everything else _mine(request).filter(read_at=None)
    groups: dict[int, Group] = {}
    for notice in mine.select_related("spec__team", "spec__in_force", "event__actor").order_by("-pk")[:MOST]:
        group = groups.setdefault(notice.spec_id, Group(notice.spec, []))
        group.lines.append(Line(notice, wording.said(notice)))
    context = {"groups": list(groups.values()), "everything": everything, "here": "notices"}
    return render(request, "specs/notices/list.html", context)


def _mine(request: HttpRequest) -> Any:
    user = reader(request)
    return Notice.objects.filter(user=user, spec__in=Spec.objects.visible_to(user))


@login_required
@require_safe
def notice(request: HttpRequest, id: int) -> HttpResponse:
    """Leads to what the notice is about, which is then read. Somebody else's is a 404."""
    found = _mine(request).filter(pk=id).select_related("spec__in_force", "event__actor").first()
    if found is None:
        raise Http404
    notifying.read(reader(request), [found.pk])
    return redirect(wording.leads_to(found))


@login_required
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Marks everything as read, or with `spec` what is about that one."""
    key = request.POST.get("spec", "")
    spec = Spec.objects.visible_to(request.user).filter(key=key).first()
    if key and spec is None:
        raise Http404
    notifying.read(reader(request), spec=spec)
    return redirect("specs:notices")


@spec_view("POST")
def watch(request: HttpRequest, spec: Spec) -> HttpResponse:
    """Sets what the person hears of this spec."""
    mode = request.POST.get("mode", "")
    notifying.watch(spec, by=reader(request), mode=mode)
    words = {
        "watch": _("You are told of everything that is said on {key}."),
        "mute": _("You are told of {key} only what is asked of you."),
    }
    usual = _("You are told of {key} what concerns you.")
    messages.success(request, words.get(mode, usual).format(key=spec.key))
    return redirect("specs:spec", key=spec.key)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mails(request: HttpRequest) -> HttpResponse:
    """Which kinds of notices come by mail, too."""
    user = reader(request)
    if request.method == "POST":
        notifying.choose_mails(user, wording.KINDS, request.POST.getlist("mail"))
        messages.success(request, _("Your choice of mails is saved."))
        return redirect("specs:mails")
    unwanted = set(NoMail.objects.filter(user=user).values_list("kind", flat=True))
    kinds = [(kind, words, kind not in unwanted) for kind, words in wording.KINDS.items()]
    return render(request, "specs/notices/mails.html", {"kinds": kinds, "here": "settings", "sent": settings.MAIL_SENT})


@csrf_exempt  # a mail program posts here by itself (RFC 8058); the signed token says whose mails end
@require_http_methods(["GET", "HEAD", "POST"])
def no_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Ends the mails of one kind for the person to whom a mail was sent. Opening the link alone ends nothing."""
    found = mailing.of_token(token)
    if found is None or found[1] not in wording.KINDS:
        raise Http404
    user, kind = found
    if request.method == "POST":
        notifying.choose_mails(user, [kind], [])
    context = {"kind": wording.KINDS[kind], "token": token, "done": request.method == "POST"}
    return render(request, "specs/notices/no_mail.html", context)
