"""Images of specs: the bytes once for each content, and which spec and which frozen text has which of them."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

EXTENSIONS = ("png", "jpg", "gif", "webp", "svg")


class ImageFile(models.Model):
    """Bytes as they are served, named by their SHA-256; several specs may have the same."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    extension = models.CharField(max_length=4)
    data = models.BinaryField()
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(extension__in=EXTENSIONS), name="image_extension"),)

    def __str__(self) -> str:
        return self.path

    @property
    def path(self) -> str:
        """How a text names it."""
        return f"images/{self.sha256}.{self.extension}"


class Image(models.Model):
    """An image of a spec. To have the hash is no right to see it: it is looked up by spec and hash."""

    spec = models.ForeignKey("specs.Spec", on_delete=models.CASCADE, related_name="images")
    file = models.ForeignKey(ImageFile, on_delete=models.PROTECT, related_name="images")
    name = models.CharField(max_length=200, blank=True)
    added_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("-pk",)
        constraints = (models.UniqueConstraint(fields=("spec", "file"), name="image_once_in_spec"),)

    def __str__(self) -> str:
        return f"{self.spec_id}: {self.file_id}"


class FrozenImage(models.Model):
    """An image that a frozen text shows; it is kept as long as that text, which is for ever."""

    revision = models.ForeignKey("specs.Revision", on_delete=models.CASCADE, related_name="frozen_images")
    image = models.ForeignKey(Image, on_delete=models.PROTECT, related_name="frozen_in")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("revision", "image"), name="frozen_image_once"),)

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.image_id}"


class StagedImage(models.Model):
    """An image out of a zip that a person is looking at and has not imported yet."""

    by = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    file = models.ForeignKey(ImageFile, on_delete=models.PROTECT, related_name="staged")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (models.UniqueConstraint(fields=("by", "file"), name="staged_image_once"),)

    def __str__(self) -> str:
        return f"{self.by_id}: {self.file_id}"
