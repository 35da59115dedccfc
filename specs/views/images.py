"""Images of a spec: the list with its form, the bytes, and taking one away."""

import re
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.reader import reader
from specs.document.images import markdown
from specs.models import Image, Spec
from specs.services import images
from specs.services.errors import Refused, WrongStatus
from specs.views.doors import spec_view

TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "svg": "image/svg+xml",
}
#: What a browser makes of such a file by itself: nothing that runs or loads.
POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
LONGEST_ALT = 1_000
_NAME = re.compile(r"([0-9a-f]{64})\.(png|jpg|gif|webp|svg)")


@spec_view("GET", "POST")
def of_spec(request: HttpRequest, spec: Spec) -> HttpResponse:
    """All images of the spec, and the form that brings one; a script is answered in JSON."""
    if request.method != "POST":
        return _page(request, spec)
    try:
        image = images.add_image(spec, by=reader(request), **_brought(request))
    except (Refused, WrongStatus) as refusal:
        status = 409 if isinstance(refusal, WrongStatus) else 422
        if _is_script(request):
            return JsonResponse({"message": refusal.message}, status=status)
        return _page(request, spec, refusal=refusal.message, status=status)
    if _is_script(request):
        return JsonResponse({"path": image.file.path})
    query = urlencode({"new": image.file_id, "alt": request.POST.get("alt", "")[:LONGEST_ALT]})
    return HttpResponseRedirect(f"{reverse('specs:images', args=[spec.key])}?{query}#new")


def _is_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _brought(request: HttpRequest) -> dict[str, Any]:
    file = request.FILES.get("file")
    if file is None:
        raise Refused(_("Choose a file; nothing was kept."), field="file")
    return {"data": file.read(), "name": file.name or ""}


def _page(request: HttpRequest, spec: Spec, *, refusal: str = "", status: int = 200) -> HttpResponse:
    found = images.images_of(spec)
    uses = images.all_uses(spec)
    new = next((image for image in found if image.file_id == request.GET.get("new")), None)
    context = {
        "spec": spec,
        "can_edit": spec.allows(request.user, "edit"),
        "images": [(image, uses.get(image.file_id, []), markdown(image.file.path, "")) for image in found],
        "new": new and markdown(new.file.path, request.GET.get("alt", "")[:LONGEST_ALT]),
        "refusal": refusal,
        "alt": request.POST.get("alt", ""),
    }
    return render(request, "specs/images.html", context, status=status)


@spec_view("GET")
def image(request: HttpRequest, spec: Spec, name: str, id: int = 0) -> HttpResponse:
    """The bytes. Who may not see the spec has a 404, whatever hash they know. `id`: of a row whose page names them."""
    file = _standing(spec, name).file
    response = HttpResponse(bytes(file.data), content_type=TYPES[file.extension])
    response.headers["Content-Security-Policy"] = POLICY
    kind = "attachment" if file.extension == "svg" else "inline"
    response.headers["Content-Disposition"] = f'{kind}; filename="{file.sha256}.{file.extension}"'
    return response


@spec_view("POST", action="edit")
def remove(request: HttpRequest, spec: Spec, name: str) -> HttpResponse:
    image = _standing(spec, name)
    images.remove_image(spec, by=reader(request), digest=image.file_id)
    messages.success(request, _("The image is removed."))
    return redirect("specs:images", key=spec.key)


def _standing(spec: Spec, name: str) -> Image:
    """The image of this spec with this name; any other is a 404."""
    asked = _NAME.fullmatch(name)
    found = (
        Image.objects.filter(spec=spec, file=asked[1], file__extension=asked[2]).select_related("file").first()
        if asked
        else None
    )
    if found is None:
        raise Http404
    return found
