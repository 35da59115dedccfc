"""Gives form fields the product's look without a Form class of ours around each of allauth's."""

from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, RadioSelect
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

register = template.Library()

LABELS = {
    "Email": noop("E-mail"),
    "Current Password": noop("Password so far"),
    "New Password": noop("New password"),
    "New Password (again)": noop("New password again"),
    "Password (again)": noop("Password again"),
}


@register.filter
def styled(field: BoundField) -> SafeString:
    """The field's widget; no placeholder, since each field has its label; errors are announced with it."""
    field.field.widget.attrs.pop("placeholder", None)
    attrs: dict[str, Any] = {}
    if not isinstance(field.field.widget, CheckboxInput | RadioSelect):
        attrs["class"] = "field"
    if field.errors:
        attrs["aria-invalid"] = "true"
        attrs["aria-describedby"] = f"{field.id_for_label}_error"
    return field.as_widget(attrs=attrs)


@register.filter
def worded(label: str) -> str:
    """The label in the product's words, where it is one of allauth's."""
    return _(LABELS.get(str(label), str(label)))
