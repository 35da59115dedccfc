"""All addresses: accounts first, so that no spec key can hide them."""

from django.urls import include, path

from config.health import health

handler400 = "specs.views.errors.bad_request"
handler403 = "specs.views.errors.permission_denied"
handler404 = "specs.views.errors.page_not_found"
handler429 = "specs.views.errors.too_many"  # allauth asks for this one
handler500 = "specs.views.errors.server_error"

urlpatterns = [
    path("healthz", health),
    path("accounts/", include("allauth.urls")),
    path("", include("accounts.urls")),
    path("", include("specs.urls")),
]
