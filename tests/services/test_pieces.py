"""What was drawn is kept only while it is true."""

import pytest

from accounts.models import User
from specs.models import Piece, Spec
from specs.services import pieces
from specs.services.images import add_image
from tests.factories import png

pytestmark = pytest.mark.django_db


def keep(
    spec: Spec, images: tuple[int, int] = (0, 0), *, html: str = "drawn", gone: frozenset[str] = frozenset()
) -> None:
    drawn = [Piece(spec=spec, look="1", name="frame", html=html)]
    pieces.keep(spec, look="1", drawn=drawn, gone=gone, images=images, blocking=3)


def kept(spec: Spec) -> list[str]:
    return list(Piece.objects.filter(spec=spec).values_list("html", flat=True))


def test_what_is_drawn_anew_takes_the_place_of_what_was_kept(spec: Spec) -> None:
    Piece.objects.create(spec=spec, look="1", name="41", html="of a row that went")
    keep(spec)
    keep(spec, html="drawn anew", gone=frozenset({"41"}))
    assert kept(spec) == ["drawn anew"]
    assert Spec.objects.get(pk=spec.pk).blocking == 3


def test_nothing_is_kept_of_a_text_that_was_changed_meanwhile(spec: Spec) -> None:
    Spec.objects.filter(pk=spec.pk).update(seq=spec.seq + 1)
    keep(spec)
    assert kept(spec) == []


def test_nothing_is_kept_if_an_image_came_meanwhile(spec: Spec, ana: User) -> None:
    keep(spec)
    image = add_image(spec, by=ana, data=png(), name="door.png")
    assert kept(spec) == [], "an image changes what a page shows"
    keep(spec)
    assert kept(spec) == []
    assert pieces.pictured(spec) == (1, image.pk)
    keep(spec, (1, image.pk))
    assert kept(spec) == ["drawn"]
    pieces.forget_all(spec)
    assert kept(spec) == []
