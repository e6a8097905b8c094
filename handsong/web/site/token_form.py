"""What is asked of a token before it is made: its name, what it may do, of which child, until when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils import timezone

from handsong.web.accounts import tokens
from handsong.web.families import widgets
from handsong.web.families.models import Child

MAY = (
    ("read", "Read: children, diary, library, plans"),
    ("tell", "Tell: what happens in a massage, as a phone does"),
    ("write", "Write: add massages afterwards"),
)
EVERY_CHILD = "All whom I see"


class TokenForm(forms.Form):
    """A token that is to be made."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(
        label="Which program is it for?",
        max_length=80,
        help_text="So that you know later what it was, such as: the button beside the mat.",
        widget=forms.TextInput({"autocomplete": "off", "dir": "auto"}),
        error_messages={
            "required": "Give it a name, such as: the button beside the mat.",
            "max_length": "Keep it to 80 letters.",
        },
    )
    scopes = forms.MultipleChoiceField(
        label="What may it do?",
        choices=MAY,
        widget=widgets.Ticks,
        error_messages={
            "required": "Choose at least one thing that it may do.",
            "invalid_choice": "Choose of these.",
        },
    )
    child = forms.ChoiceField(
        label="Of which children?",
        required=False,
        widget=widgets.Choices,
        error_messages={"invalid_choice": "Choose one of these."},
    )
    last_day = forms.DateField(
        label="Its last day",
        help_text="It ends by itself: within a year, in three months unless you choose otherwise.",
        widget=widgets.Day,
        error_messages={"required": "Give its last day.", "invalid": "Give a day such as 2027-02-24."},
    )

    def __init__(self, *args: Any, children: Iterable[Child], now: datetime, **kwargs: Any) -> None:
        """Prepare for one moment, and for the children that the person sees."""
        super().__init__(*args, **kwargs)
        self.now = now
        known = [(str(child.pk), child.name) for child in children]
        cast("forms.ChoiceField", self.fields["child"]).choices = [("", EVERY_CHILD), *known]
        if not known:
            del self.fields["child"]
        self.fields["last_day"].widget.attrs |= {"min": f"{now:%Y-%m-%d}", "max": f"{_latest(now):%Y-%m-%d}"}

    def clean_last_day(self) -> date:
        """Return the last day, which is to come, within a year."""
        day: date = self.cleaned_data["last_day"]
        if not self.now.date() <= day <= _latest(self.now):
            raise forms.ValidationError(
                f"Give a day from today to {_latest(self.now):%Y-%m-%d}: a token ends within a year."
            )
        return day

    def asked(self) -> tokens.Asked:
        """Return what the token is to be; it ends as the day after its last one begins."""
        told = self.cleaned_data
        after = datetime.combine(
            told["last_day"] + timedelta(days=1), time(), timezone.get_current_timezone()
        )
        child = told.get("child")
        return tokens.Asked(told["name"], told["scopes"], after, UUID(child) if child else None)


def usually(now: datetime) -> date:
    """Return the last day of a token for which nobody chose one."""
    return (now + tokens.USUALLY).date()


def _latest(now: datetime) -> date:
    return (now + tokens.AT_MOST - timedelta(days=2)).date()
