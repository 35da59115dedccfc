"""One's own account."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms import NameForm
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
