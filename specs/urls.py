"""Addresses of specs."""

from django.urls import URLPattern, URLResolver, path, register_converter

from specs.converters import KeyConverter
from specs.views import (
    adding,
    answers,
    appearance,
    cells,
    exchange,
    frames,
    history,
    home,
    images,
    page,
    pasting,
    raw,
    reading,
    reviews,
    rows,
    search,
    sections,
    selecting,
    specs,
    suggesting,
    whole,
)

register_converter(KeyConverter, "key")

app_name = "specs"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("search", search.search, name="search"),
    path("palette", search.palette, name="palette"),
    path("keys", search.keys, name="keys"),
    path("theme", appearance.theme, name="theme"),
    path("new/", specs.new, name="new"),
    path("import/", exchange.import_file, name="import"),
    path("frame", frames.frame, name="frame"),
    # one spec
    path("<key:key>/", page.spec, name="spec"),
    path("<key:key>/outline", page.outline, name="outline"),
    path("<key:key>/beside", answers.beside, name="beside"),
    path("<key:key>/read", reading.read, name="read"),
    path("<key:key>/export", exchange.export, name="export"),
    path("<key:key>/markdown", whole.markdown, name="markdown"),
    path("<key:key>/import", exchange.import_over, name="import_over"),
    path("<key:key>/images", images.of_spec, name="images"),
    path("<key:key>/images/<str:name>", images.image, name="image"),
    path("<key:key>/row/<int:id>/images/<str:name>", images.image, name="image"),  # from a row's own page
    path("<key:key>/images/<str:name>/remove", images.remove, name="image_remove"),
    path("<key:key>/archive", specs.archive, name="archive"),
    path("<key:key>/restore", specs.restore, name="restore"),
    path("<key:key>/history/", history.of_spec, name="history"),
    path("<key:key>/undo", history.undo_own, name="undo_own"),
    path("<key:key>/redo", history.redo_own, name="redo_own"),
    path("<key:key>/undo/<int:number>", history.undo, name="undo"),
    # its review
    path("<key:key>/submit", reviews.submit, name="submit"),
    path("<key:key>/review", reviews.review, name="review"),
    path("<key:key>/approve", reviews.approve, name="approve"),
    path("<key:key>/request", reviews.request_changes, name="request"),
    path("<key:key>/withdraw", reviews.withdraw, name="withdraw"),
    path("<key:key>/send", reviews.send, name="send"),
    path("<key:key>/discard", reviews.discard, name="discard"),
    path("<key:key>/revise", reviews.revise, name="revise"),
    path("<key:key>/implement", reviews.implement, name="implement"),
    path("<key:key>/reopen", reviews.reopen, name="reopen"),
    # its rows
    path("<key:key>/rows", selecting.rows, name="rows"),
    path("<key:key>/row/<int:id>/", rows.row, name="row"),
    path("<key:key>/row/<int:id>/edit", rows.edit, name="row_edit"),
    path("<key:key>/row/<int:id>/source", raw.source, name="row_source"),
    path("<key:key>/row/<int:id>/delete", rows.delete, name="row_delete"),
    path("<key:key>/row/<int:id>/restore", rows.restore, name="row_restore"),
    path("<key:key>/row/<int:id>/move", rows.move, name="row_move"),
    path("<key:key>/row/<int:id>/tick", rows.tick, name="row_tick"),
    path("<key:key>/row/<int:id>/cells", cells.cells, name="row_cells"),
    path("<key:key>/row/<int:id>/history", history.of_row, name="row_history"),
    path("<key:key>/row/<int:id>/version", history.restore_version, name="row_version"),
    path("<key:key>/complete", suggesting.complete, name="complete"),
    path("<key:key>/suggest", suggesting.suggest, name="suggest"),
    path("<key:key>/serves", suggesting.serves, name="serves"),
    path("<key:key>/add", adding.add, name="add"),
    path("<key:key>/paste", pasting.paste, name="paste"),
    path("<key:key>/preview", pasting.preview, name="preview"),
    path("<key:key>/tables", frames.tables, name="tables"),
    path("<key:key>/sections/add", sections.add, name="section_add"),
    path("<key:key>/sections/<int:id>/rename", sections.rename, name="section_rename"),
    path("<key:key>/sections/<int:id>/move", sections.move, name="section_move"),
    path("<key:key>/sections/<int:id>/delete", sections.delete, name="section_delete"),
    path("<key:key>/metadata/<str:field>", sections.metadata, name="metadata"),
    # a row by its uid; last, since a uid may be any word
    path("<key:key>/<str:uid>", page.cite, name="cite"),
]
