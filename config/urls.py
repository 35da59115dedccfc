"""All addresses: accounts first, so that no spec key can hide them."""

from django.urls import include, path

handler400 = "specs.views.errors.bad_request"
handler403 = "specs.views.errors.permission_denied"
handler404 = "specs.views.errors.page_not_found"
handler500 = "specs.views.errors.server_error"

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", include("accounts.urls")),
    path("", include("specs.urls")),
]
