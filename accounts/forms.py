"""Forms of accounts and teams."""

from allauth.account import forms as allauth_forms
from django import forms
from django.http import HttpRequest

from accounts.models import User


class LoginForm(allauth_forms.LoginForm):
    pass


class SignupNameForm(forms.Form):
    """What allauth's sign-up form asks beside e-mail and password."""

    name = forms.CharField(max_length=200, label="Name")

    def signup(self, request: HttpRequest, user: User) -> None:
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
