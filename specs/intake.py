"""Forms by which a spec comes into being: written from a template, copied, or brought as Markdown."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Team, User
from accounts.models.users import one_line
from specs import permissions
from specs.models import KeySeries, Spec

MODELS = (
    "Claude Opus",
    "Claude Sonnet",
    "Claude Haiku",
    "OpenAI GPT-5",
    "OpenAI GPT-4o",
    "Gemini Pro",
    "Llama",
    "Mistral Large",
    lazy("A person"),
)
TEMPLATES = (
    ("full", lazy("The full template")),
    ("short", lazy("The short template")),
    ("copy", lazy("A copy of another spec")),
    ("file", lazy("A Markdown file")),
)
ENCODINGS = (("utf-8", "UTF-8"), ("utf-16", "UTF-16"), ("latin-1", "Latin-1"))


def writable_teams(user: User) -> list[Team]:
    """The teams this person may create specs in, each with `next_key`, the key a new spec there will get."""
    memberships = user.memberships.select_related("team").order_by("team__key")
    teams = [membership.team for membership in memberships if permissions.can(membership.role, "create")]
    last = dict(KeySeries.objects.filter(team__in=teams).values_list("team_id", "last"))
    for team in teams:
        team.next_key = f"{team.key}-{last.get(team.pk, 0) + 1}"  # type: ignore[attr-defined]
    return teams


class TeamField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the teams a person may write in, shown with the key that a new spec would get."""

    widget = forms.Select(attrs={"class": "field"})

    def __init__(self, **options: Any) -> None:
        super().__init__(Team.objects.none(), label=lazy("Team"), empty_label=None, **options)

    def offer(self, teams: Sequence[Team]) -> None:
        self.queryset = Team.objects.filter(pk__in=[team.pk for team in teams])
        self.choices = [(team.pk, _("{team}, as {key}").format(team=team.name, key=team.next_key)) for team in teams]  # type: ignore[attr-defined]


class NewSpecForm(forms.Form):
    title = forms.CharField(
        label=lazy("What will be built?"),
        max_length=200,
        validators=[one_line],
        error_messages={"required": lazy("Give it a title; it can be changed at any time.")},
        widget=forms.TextInput(attrs={"class": "field big", "autofocus": True, "autocomplete": "off"}),
    )
    team = TeamField()
    target_model = forms.CharField(
        label=lazy("Written for"),
        max_length=200,
        required=False,
        validators=[one_line],
        widget=forms.TextInput(
            attrs={
                "class": "field",
                "list": "models",
                "placeholder": lazy("A person or a model, e.g. Claude Sonnet"),
                "autocomplete": "off",
            }
        ),
    )
    template = forms.ChoiceField(choices=TEMPLATES, initial="full", widget=forms.RadioSelect)
    copy_of = forms.ModelChoiceField(
        Spec.objects.none(),
        label=lazy("Which spec"),
        required=False,
        empty_label=lazy("Choose one"),
        widget=forms.Select(attrs={"class": "field"}),
    )

    def __init__(self, *args: Any, user: User, teams: Sequence[Team], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["team"].offer(teams)  # type: ignore[attr-defined]
        self.fields["copy_of"].queryset = Spec.objects.visible_to(user).current().order_by("team__key", "number")  # type: ignore[attr-defined]

    @property
    def may_copy(self) -> bool:
        """Whether there is a spec to copy."""
        return self.fields["copy_of"].queryset.exists()  # type: ignore[attr-defined, no-any-return]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("template") == "copy" and not cleaned.get("copy_of") and "copy_of" not in self.errors:
            self.add_error("copy_of", ValidationError(_("Choose the spec to copy.")))
        return cleaned


class BringForm(forms.Form):
    """A file, or pasted text; exactly one of them."""

    team = TeamField()
    file = forms.FileField(
        label="A file",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(
            attrs={
                "class": "field",
                "accept": ".md,.markdown,.mdown,.txt,.zip,text/markdown,text/plain,application/zip",
            }
        ),
    )
    text = forms.CharField(
        label=lazy("Or paste it"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"class": "field code", "rows": 10, "spellcheck": "false"}),
    )
    encoding = forms.ChoiceField(
        label=lazy("Written in"),
        choices=ENCODINGS,
        initial="utf-8",
        required=False,
        widget=forms.Select(attrs={"class": "field"}),
    )

    def __init__(self, *args: Any, teams: Sequence[Team] | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if teams is None:
            del self.fields["team"]
        else:
            self.fields["team"].offer(teams)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("file") and not cleaned.get("text", "").strip():
            raise ValidationError(_("Choose a file or paste the text of one."))
        if cleaned.get("file") and cleaned.get("text", "").strip():
            raise ValidationError(_("There is a file and a pasted text: leave one of them out."))
        return cleaned
