"""What a person brings to an import: bytes with a name, which travel through the preview and come back unchanged."""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User
from specs.services.errors import Refused
from specs.services.images import stage_images
from specs.services.zips import is_zip, read_zip


@dataclass(frozen=True, slots=True)
class Brought:
    data: bytes
    name: str
    encoding: str = "utf-8"
    left_out: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def packed(self) -> str:
        """For a hidden field: a browser would change line ends, so the bytes travel as letters."""
        return base64.urlsafe_b64encode(self.data).decode("ascii")


def from_form(cleaned: dict[str, Any], *, by: User) -> Brought:
    """The file, or the pasted text, whose line ends browsers turn into CRLF and we turn back.

    Of a zip it is the Markdown; its images wait for this person's import. Raises Refused for a zip that is none.
    """
    file, encoding = cleaned.get("file"), cleaned.get("encoding") or "utf-8"
    if file and is_zip(file.read(4)):
        return _out_of_zip(file, encoding, by)
    if file:
        file.seek(0)
        return Brought(file.read(settings.UPLOAD_MAX_BYTES + 1), file.name, encoding)
    return Brought(cleaned["text"].replace("\r\n", "\n").replace("\r", "\n").encode(), "Pasted text")


def _out_of_zip(file: Any, encoding: str, by: User) -> Brought:
    if file.size > settings.ZIP_MAX_BYTES:
        most = settings.ZIP_MAX_BYTES // 1_000_000
        said = _("A zip has at most {most} MB here; whoever runs this server can import a larger one.")
        raise Refused(said.format(most=most))
    bundle = read_zip(file, file.size)
    stage_images(bundle.read_images(), by=by)
    return Brought(bundle.data, bundle.name, encoding, tuple(bundle.left_out))


def from_preview(request: HttpRequest) -> Brought:
    """The bytes that were previewed, which the form carries with their hash. Refused if they are not those."""
    try:
        data = base64.urlsafe_b64decode(request.POST.get("data", "").encode("ascii"))
    except (binascii.Error, UnicodeEncodeError) as damage:
        raise Refused(_("The file did not come back whole. Choose it again; nothing was created.")) from damage
    brought = Brought(data, request.POST.get("name", "")[:200] or "Pasted text", request.POST.get("encoding", "utf-8"))
    if brought.sha256 != request.POST.get("sha256"):
        raise Refused(_("These are not the bytes that you were shown. Look at the preview again; nothing was created."))
    return brought
