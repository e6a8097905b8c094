"""What is typed about people: whom to invite, and how somebody is called."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms

from handsong.web.families import people, widgets
from handsong.web.families.models import Child
from handsong.web.families.people import Guest, Wanted
from handsong.web.families.rights import Kind

KINDS = (
    (str(Kind.CARER), "Carer: sees everything, massages, answers and notes"),
    (str(Kind.VIEWER), "Onlooker: sees everything, changes nothing"),
    (str(Kind.OWNER), "Owner: decides about the child too, as you do"),
    (str(Kind.SELF), "The young person themselves, from 13 years on"),
)
WHERE = (("elsewhere", "In another home"), ("here", "In our home"))
FOR = ((1, "one day"), (2, "two days"), (people.DAYS, "a week"), (people.LONGEST, "two weeks"))
TOO_LONG = "Keep it to 80 letters."


class InviteForm(forms.Form):
    """An invitation: for whom, as what, from where, for how long."""

    children = forms.MultipleChoiceField(
        label="For whom?", widget=widgets.Ticks, error_messages={"required": people.NO_CHILD}
    )
    kind = forms.ChoiceField(
        label="As what?", widget=widgets.Choices, choices=KINDS, error_messages={"required": "Choose one."}
    )
    where = forms.ChoiceField(
        label="Where does this person live?",
        widget=widgets.Choices,
        choices=WHERE,
        help_text=(
            "Each home has its own country, time zone and devices, and sees nothing of the other one’s."
        ),
        error_messages={"required": "Choose one."},
    )
    days = forms.TypedChoiceField(label="The invitation counts for", choices=FOR, coerce=int)

    def __init__(self, *args: Any, of: Iterable[Child], **kwargs: Any) -> None:
        """Offer the children that the person decides about."""
        super().__init__(*args, **kwargs)
        self.of = {str(child.pk): child for child in of}
        listed = [(key, child.name) for key, child in self.of.items()]
        cast("forms.MultipleChoiceField", self.fields["children"]).choices = listed

    def wanted(self) -> Wanted:
        """Return whom somebody would like to invite."""
        told = self.cleaned_data
        return Wanted(
            kind=Kind(told["kind"]),
            children=[self.of[key] for key in told["children"]],
            joins_home=told["where"] == "here",
            days=told["days"],
        )


class NameForm(forms.Form):
    """The name by which the others see a person."""

    name = forms.CharField(
        label="Your name",
        max_length=80,
        help_text="The others who see the same child see this name. A first name is enough.",
        widget=forms.TextInput({"autocomplete": "off", "dir": "auto"}),
        error_messages={"required": people.NAME_FIRST, "max_length": TOO_LONG},
    )


class GuestForm(NameForm):
    """Somebody new who accepts an invitation: their name, and what to call the device in their hand."""

    device = forms.CharField(
        label="What to call this device",
        max_length=80,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "dir": "auto"}),
        error_messages={"max_length": TOO_LONG},
    )

    def guest(self) -> Guest:
        """Return who accepts."""
        return Guest(name=self.cleaned_data["name"], device=self.cleaned_data["device"])
