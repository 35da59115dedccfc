"""One's own account."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms import KeysForm, NameForm
from accounts.reader import reader
from accounts.services import may_create_teams


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """The name others see; from here to e-mail, password, sessions and teams."""
    form = NameForm(request.POST or None, instance=reader(request))
    if form.is_valid():
        form.save()
        messages.success(request, _("Your name is saved."))
        return redirect("accounts:settings")
    reader(request).refresh_from_db(fields=["name"])
    memberships = reader(request).memberships.select_related("team").order_by("team__key")
    context = {"form": form, "memberships": memberships, "may_create_teams": may_create_teams(reader(request))}
    return render(request, "accounts/settings.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def keys(request: HttpRequest) -> HttpResponse:
    """Switches single-letter keys on or off: whoever speaks to the computer, or types by accident, is spared them."""
    person = KeysForm(request.POST, instance=reader(request)).save()
    said = _("Single-letter keys are on.") if person.single_keys else _("Single-letter keys are off.")
    messages.success(request, said)
    return redirect("accounts:settings")
