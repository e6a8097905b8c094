"""What is typed to sign in, to give oneself a name and a password, and to add a phone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from django import forms

from handsong.web.accounts import actions, passwords
from handsong.web.accounts.models import Person

PLAIN = {"autocapitalize": "none", "spellcheck": "false"}

FOR_HOW_LONG = {"": None, "7": timedelta(days=7), "31": timedelta(days=31)}


def _name(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=80,
        widget=forms.TextInput(PLAIN | {"autocomplete": "username", "dir": "auto"}),
        error_messages={"required": "Type the name you sign in with."},
    )


def _password(label: str, complete: str, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=passwords.LONGEST,
        widget=forms.PasswordInput({"autocomplete": complete}),
        error_messages={"required": "Type your password."},
        **more,
    )


def _remembered() -> forms.BooleanField:
    return forms.BooleanField(
        label="Remember this device for a year",
        required=False,
        help_text="Otherwise it is signed out after twelve hours. Leave it off on a device that others use.",
    )


class SignInForm(forms.Form):
    """A name and a password."""

    name = _name("Name")
    password = _password("Password", "current-password")
    remembered = _remembered()


class RecoveryForm(forms.Form):
    """One of the ten codes."""

    code = forms.CharField(
        label="One of your recovery codes",
        max_length=60,
        widget=forms.TextInput(PLAIN | {"autocomplete": "off"}),
        error_messages={"required": "Type one of the codes from your paper."},
    )


class ConfirmForm(forms.Form):
    """The password of somebody who is known already."""

    password = _password("Password", "current-password")


class SetUpForm(forms.Form):
    """The name one signs in with, and a password."""

    name = _name("The name you sign in with")
    password = _password(
        "A password",
        "new-password",
        help_text=f"At least {passwords.SHORTEST} signs; four words in a row are good. No rules about capitals or digits.",
    )


class PinForm(forms.Form):
    """The PIN of this phone."""

    pin = forms.CharField(
        label="PIN",
        max_length=actions.LONGEST_PIN,
        widget=forms.PasswordInput({"autocomplete": "off", "inputmode": "numeric", "class": "short"}),
        error_messages={"required": "Type the PIN of this phone."},
    )


class GuestForm(forms.Form):
    """Whose phone is added, for how long, and whether it asks for a PIN."""

    person = forms.TypedChoiceField(label="Whose phone is it?", required=False)
    days = forms.ChoiceField(
        label="For how long?",
        required=False,
        choices=[("", "Until somebody ends it"), ("7", "For a week"), ("31", "For a month")],
    )
    asks_pin = forms.BooleanField(
        label="Ask for a PIN on this phone",
        required=False,
        help_text="For a phone that lies about. It chooses four to eight digits, and asks for them after a quarter of an hour.",
    )

    def __init__(self, *args: Any, people: list[Person], **kwargs: Any) -> None:
        """Prepare the list of people: nobody else's phone can be added."""
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        named = [(key, person.name or "Mine") for key, person in self.people.items()]
        cast("forms.ChoiceField", self.fields["person"]).choices = named

    def guest(self, now: Any) -> actions.Guest:
        """Return whom the code lets in; without a choice, the first of the list."""
        days = FOR_HOW_LONG[self.cleaned_data["days"]]
        return actions.Guest(
            person=self.people.get(self.cleaned_data["person"]) or next(iter(self.people.values()), None),
            asks_pin=self.cleaned_data["asks_pin"],
            ends_at=now + days if days else None,
        )
