"""Parts of pages as they were drawn last, so that opening a page is a look-up and a join."""

from django.db import models


class Piece(models.Model):
    """`name` says which part of the spec's page: the id of a row, or `frame` for what stands around the rows.

    `look` says for whom: the version of the program, the language, and what the reader may do. What is kept is true:
    a change takes away the pieces it touches, and one is stored only where nothing was changed while it was drawn.
    `blocks` counts the findings in it that stand in the way of a submit. `drawn_from` tells whether a row would be
    drawn the same: where there is no frame, no row is taken as true before that was looked at.
    """

    spec = models.ForeignKey("specs.Spec", on_delete=models.CASCADE, related_name="+")
    look = models.CharField(max_length=40)
    name = models.CharField(max_length=20)
    html = models.TextField(blank=True)
    blocks = models.PositiveIntegerField(default=0)
    drawn_from = models.CharField(max_length=32, blank=True, default="")

    class Meta:
        indexes = (models.Index(fields=("spec", "name"), name="piece_of_row"),)
        constraints = (models.UniqueConstraint(fields=("spec", "look", "name"), name="piece_once"),)

    def __str__(self) -> str:
        return f"{self.spec_id}: {self.name}"
