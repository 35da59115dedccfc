"""Images of a spec: brought, shown, frozen with its text, copied, taken away.

An upload is no change of the text and no event: what counts as writing is the line that names the image.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from specs import permissions, workflow
from specs.document.images import named, paths
from specs.models import FrozenImage, Image, ImageFile, Revision, Spec, StagedImage
from specs.services.chain import sha256
from specs.services.deadline import Deadline
from specs.services.errors import Refused
from specs.services.pictures import Picture, checked, cleaned
from specs.services.pieces import forget_all

STAGED_FOR = timedelta(hours=24)
IMAGES_SHARE = 3  # the images of a zip may take so many times as long as its text


def add_image(spec: Spec, *, by: User, data: bytes, name: str = "") -> Image:
    """Keeps the image for this spec; the one that is there already, where it is the same. Raises Refused."""
    permissions.require(by, "edit", spec)
    workflow.require("edit", spec.state)
    picture = cleaned(data)
    with transaction.atomic():
        locked = Spec.objects.select_for_update(of=("self",)).select_related("team", "in_force").get(pk=spec.pk)
        permissions.require(by, "edit", locked)
        workflow.require("edit", locked.state)
        return _added(locked, by, _stored(picture), name)


def _stored(picture: Picture) -> ImageFile:
    facts = {
        "extension": picture.extension,
        "data": picture.data,
        "size": len(picture.data),
        "width": picture.width,
        "height": picture.height,
    }
    return ImageFile.objects.defer("data").get_or_create(sha256=sha256(picture.data), defaults=facts)[0]


def _added(spec: Spec, by: User, file: ImageFile, name: str = "") -> Image:
    found = Image.objects.filter(spec=spec, file=file).first()
    if found is not None:
        return found
    if _size_of(spec) + file.size > settings.IMAGES_MAX_BYTES:
        raise _too_many()
    forget_all(spec)
    return Image.objects.create(spec=spec, file=file, name=_plain(name), added_by=by)


def _too_many() -> Refused:
    most = settings.IMAGES_MAX_BYTES // 1_000_000
    said = _("The images of a spec have at most %(most)s MB together. Remove one that is not used any more.")
    return Refused(said % {"most": most}, field="file")


def _plain(name: str) -> str:
    """The last part of a file's name, on one line."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return " ".join("".join(char if char.isprintable() else " " for char in last).split())[:200]


def _size_of(spec: Spec) -> int:
    return Image.objects.filter(spec=spec).aggregate(size=Sum("file__size"))["size"] or 0


def images_of(spec: Spec) -> list[Image]:
    """The newest first, without their bytes."""
    return list(Image.objects.filter(spec=spec).select_related("file", "added_by").defer("file__data"))


def known(spec: Spec, text: str) -> frozenset[str]:
    """The paths of those images that the text names and this spec has. A text that names none asks nothing."""
    hashes = named(text)
    if not hashes:
        return frozenset()
    found = Image.objects.filter(spec=spec, file__in=hashes).values_list("file__sha256", "file__extension")
    return frozenset(f"images/{digest}.{extension}" for digest, extension in found)


def shown_in(spec: Spec, text: str) -> list[Image]:
    """The images of the spec that the text names, in the order of their hashes, without their bytes."""
    found = Image.objects.filter(spec=spec, file__in=named(text)).select_related("file").defer("file__data")
    by_path = {image.file.path: image for image in found}
    return [by_path[path] for path in sorted(paths(text)) if path in by_path]


def freeze_images(revision: Revision, text: str) -> list[str]:
    """Keeps the images of a frozen text with it; gives their hashes, which its record holds."""
    images = shown_in(revision.spec, text)
    FrozenImage.objects.bulk_create([FrozenImage(revision=revision, image=image) for image in images])
    return [image.file_id for image in images]


def copy_images(original: Spec, copy: Spec, *, by: User, text: str) -> None:
    """Gives a copy the images that its text names; the bytes are kept once."""
    for image in shown_in(original, text):
        Image.objects.get_or_create(spec=copy, file=image.file, defaults={"name": image.name, "added_by": by})


def all_uses(spec: Spec) -> dict[str, list[str]]:
    """Where each image stands, in words, by its hash; it may be removed where that is nowhere."""
    found: dict[str, list[str]] = {}
    for source in spec.rows.filter(source__contains="images/").values_list("source", flat=True):
        found |= {digest: [_("the text")] for digest in named(source)}
    frozen = FrozenImage.objects.filter(image__spec=spec).order_by("revision__number")
    for digest, number in frozen.values_list("image__file_id", "revision__number"):
        found.setdefault(digest, []).append(_("revision %(number)s") % {"number": number})
    return found


def remove_image(spec: Spec, *, by: User, digest: str) -> None:
    """Takes an image away that stands nowhere: not in the text, not in a frozen one. Raises Refused."""
    permissions.require(by, "edit", spec)
    with transaction.atomic():
        locked = Spec.objects.select_for_update(of=("self",)).select_related("team", "in_force").get(pk=spec.pk)
        workflow.require("edit", locked.state)
        used = all_uses(locked).get(digest)
        if used:
            said = _("It stands in %(places)s. Take it out of the text first; what is frozen keeps it.")
            raise Refused(said % {"places": ", ".join(used)})
        Image.objects.filter(spec=locked, file=digest).delete()
        forget_all(locked)
        sweep([digest])


def sweep(digests: Iterable[str]) -> None:
    """Deletes bytes that nobody has any more."""
    ImageFile.objects.filter(pk__in=list(digests), images=None, staged=None).delete()


def stage_images(images: Iterable[bytes], *, by: User) -> list[str]:
    """Keeps images out of a zip for a day, until the text with them is imported; gives their paths.

    Unlike an upload they are kept byte for byte: the text names them by hash. Raises Refused.
    """
    _forget_staged(by)
    staged, size, deadline = [], 0, Deadline(IMAGES_SHARE * settings.IMPORT_SECONDS)
    for data in images:
        picture = checked(data)
        deadline.check()
        size += len(data)
        if size > settings.IMAGES_MAX_BYTES:
            raise _too_many()
        with transaction.atomic():
            file = _stored(picture)
            StagedImage.objects.update_or_create(by=by, file=file, defaults={"at": timezone.now()})
        staged.append(file.path)
    return staged


def _forget_staged(by: User) -> None:
    """What was looked at and never imported is not kept."""
    old = StagedImage.objects.filter(by=by, at__lt=timezone.now() - STAGED_FOR)
    with transaction.atomic():
        digests = list(old.values_list("file_id", flat=True))
        old.delete()
        sweep(digests)


def staged_in(text: str, *, by: User) -> frozenset[str]:
    """The paths of those images that this person has staged and the text names."""
    found = StagedImage.objects.filter(by=by, file__in=named(text)).select_related("file").defer("file__data")
    return frozenset(image.file.path for image in found) & paths(text) if named(text) else frozenset()


def take_staged(spec: Spec, *, by: User, text: str) -> list[Image]:
    """Gives a spec those images that this person has staged and its text names."""
    if not named(text):
        return []
    staged = StagedImage.objects.filter(by=by, file__in=named(text)).select_related("file").defer("file__data")
    with transaction.atomic():
        Spec.objects.select_for_update(of=("self",)).get(pk=spec.pk)  # nothing drawn before them is kept behind them
        added = [_added(spec, by, image.file) for image in staged if image.file.path in paths(text)]
        staged.delete()
    return added
