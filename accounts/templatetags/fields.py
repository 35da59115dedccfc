"""Gives form fields the product's look without a Form class of ours around each of allauth's."""

from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, RadioSelect
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def styled(field: BoundField) -> SafeString:
    """The field's widget; no placeholder, since each field has its label; errors are announced with it."""
    attrs: dict[str, Any] = {"placeholder": None}
    if not isinstance(field.field.widget, CheckboxInput | RadioSelect):
        attrs["class"] = "field"
    if field.errors:
        attrs["aria-invalid"] = "true"
        attrs["aria-describedby"] = f"{field.id_for_label}_error"
    return field.as_widget(attrs=attrs)
