"""Forms of accounts and teams. What they check again is the services' rule; here it becomes an error at its field."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Role, Team, User
from accounts.models.users import NAME_LENGTH, one_line


class SignupNameForm(forms.Form):
    """What allauth's sign-up form asks beside e-mail and password."""

    name = forms.CharField(
        label=lazy("Name"),
        max_length=NAME_LENGTH,
        validators=[one_line],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ("name", "email", "password1")

    def signup(self, request: HttpRequest, user: User) -> None:
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


class JoinForm(forms.Form):
    """Name and password of somebody whose address is known from the invitation."""

    name = forms.CharField(
        label=lazy("Name"),
        max_length=NAME_LENGTH,
        validators=[one_line],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=lazy("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        min_length=10,
        help_text=lazy("At least ten characters; not your name, not one that everybody has."),
    )

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, User(name=self.cleaned_data.get("name", ""), email=self.address()))
        return password

    def address(self) -> str:
        """The address that the password must not resemble."""
        return str(self.initial.get("email", ""))


class FirstAdministratorForm(JoinForm):
    email = forms.EmailField(
        label=lazy("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    example = forms.BooleanField(label=lazy("Add an example team"), required=False, initial=True)
    field_order = ("name", "email", "password", "example")

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if User.objects.filter(email=email).exists():
            raise forms.ValidationError(_("This address has an account already."))
        return email

    def address(self) -> str:
        return str(self.cleaned_data.get("email", ""))


class NameForm(forms.ModelForm):
    name = forms.CharField(
        label=lazy("Name"),
        max_length=NAME_LENGTH,
        validators=[one_line],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    class Meta:
        model = User
        fields = ("name",)


class KeysForm(forms.ModelForm):
    single_keys = forms.BooleanField(label=lazy("Single letters act as keys"), required=False)

    class Meta:
        model = User
        fields = ("single_keys",)


class TeamForm(forms.ModelForm):
    class Meta:
        model = Team
        fields = ("name", "key")
        labels = {"name": lazy("Name"), "key": lazy("Key")}  # noqa: RUF012 (Django's own form of it)
        help_texts = {  # noqa: RUF012 (Django's own form of it)
            "key": lazy(
                "Two to ten capital letters and digits, such as PAY. Specs are then called PAY-1, PAY-2. It stays."
            ),
        }


class TeamNameForm(forms.ModelForm):
    class Meta:
        model = Team
        fields = ("name",)
        labels = {"name": lazy("Name")}  # noqa: RUF012 (Django's own form of it)


class TeamTalkForm(forms.ModelForm):
    viewers_suggest = forms.BooleanField(label=lazy("Viewers may suggest other words"), required=False)

    class Meta:
        model = Team
        fields = ("viewers_suggest",)


class TeamPresenceForm(forms.ModelForm):
    show_readers = forms.BooleanField(label=lazy("Show people who only read"), required=False)

    class Meta:
        model = Team
        fields = ("show_readers",)


class InviteForm(forms.Form):
    email = forms.EmailField(label=lazy("E-mail"), max_length=254)
    role = forms.ChoiceField(label=lazy("Role"), choices=Role.choices, initial=Role.EDITOR)


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=lazy("Role"), choices=Role.choices)
