"""The form about a child: read, refused with a sentence beside the field, or handed on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from django import forms

from handsong.content import load
from handsong.core import names
from handsong.core.age import GROWN_UP_MONTHS, AgeError, add_months
from handsong.core.child import SOMETHING_ELSE
from handsong.core.technique import Milestone
from handsong.render.day_words import date_in_words
from handsong.web.accounts.ids import new_id
from handsong.web.families import widgets
from handsong.web.families.actions import BirthTold, ChildTold
from handsong.web.families.forms import YEAR_FIRST
from handsong.web.families.models import Child

GRAMS_A_POUND, GRAMS_AN_OUNCE = Decimal("453.59237"), Decimal("28.349523125")
A_MILLION = 1_000_000
LIGHTEST, HEAVIEST = Decimal(200), Decimal(8000)
POUNDS_IN = frozenset({"US"})
"""Where births are weighed in pounds."""

BIRTH_FIELDS = frozenset({"born_date", "early", "due_date", "weeks_early", "days_early"})
GIVE_ONE = "Give the due date, or how many weeks early. If you are not sure, choose “I do not know”."

EARLY = (
    ("on-time", "On time or late"),
    ("early", "Early"),
    ("unknown", "I do not know"),
)
TONES = [(str(tone), f"Skin tone {tone}") for tone in range(1, 7)]
COLOURS = [(name, name.capitalize()) for name in ("clay", "sage", "honey", "dusk", "berry")]
GROUPS = {
    "birth": "Birth and the first weeks",
    "body": "Heart, brain, bones and body",
    "skin": "Skin and allergies",
    "illness": "Illness and treatment",
    "care": "Touch and senses",
    "older": "Older children",
}
_WHOLE = {"invalid": "Give a whole number, such as 5."}


class Comma(forms.CharField):
    """A decimal number with a point or a comma, kept as text until it is read."""

    def clean(self, value: Any) -> Decimal | None:
        """Return the number; None when nothing was typed."""
        text = super().clean(value).replace(",", ".")
        if not text:
            return None
        try:
            number = Decimal(text)
        except InvalidOperation:
            raise forms.ValidationError("Give a number, such as 3.4.") from None
        if not number.is_finite() or not 0 <= number < A_MILLION:
            raise forms.ValidationError("Give a number, such as 3.4.")
        return number


class ChildForm(forms.Form):
    """A child: who, born when and how early, what was seen, what to know, how it is drawn."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(
        label="First name or nickname",
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off", "dir": "auto"}),
        error_messages={"required": "Give a first name or a nickname, such as Mia."},
    )
    born_date = forms.DateField(
        label="Date of birth",
        widget=widgets.Day,
        input_formats=YEAR_FIRST,
        error_messages={
            "required": "Give the day your child was born.",
            "invalid": "Give the day as year, month and day, such as 2026-10-02.",
        },
    )
    early = forms.ChoiceField(
        label="Was your child born early?",
        choices=EARLY,
        widget=widgets.Choices,
        error_messages={"required": "Choose one; “I do not know” is fine."},
    )
    due_date = forms.DateField(
        label="Due date",
        required=False,
        widget=widgets.Day,
        input_formats=YEAR_FIRST,
        error_messages={"invalid": "Give the day as year, month and day, such as 2026-10-02."},
    )
    weeks_early = forms.IntegerField(
        label="Weeks early",
        required=False,
        min_value=0,
        widget=widgets.Number(whole=True),
        error_messages=_WHOLE | {"min_value": "Give 0 or more weeks."},
    )
    days_early = forms.IntegerField(
        label="and days",
        required=False,
        min_value=0,
        max_value=6,
        widget=widgets.Number(whole=True),
        error_messages=_WHOLE
        | {"min_value": "Give 0 to 6 days.", "max_value": "Give 0 to 6 days; seven days are a week more."},
    )
    weight_unit = forms.ChoiceField(
        label="Weight at birth",
        choices=(("kg", "Kilograms"), ("lb", "Pounds, ounces")),
        widget=widgets.Choices,
        required=False,
    )
    weight_kg = Comma(label="Kilograms", required=False, widget=widgets.Number())
    weight_lb = forms.IntegerField(
        label="Pounds", required=False, min_value=0, widget=widgets.Number(whole=True), error_messages=_WHOLE
    )
    weight_oz = Comma(label="Ounces", required=False, widget=widgets.Number())
    milestones = forms.MultipleChoiceField(
        widget=widgets.Ticks, label="What have you seen so far?", required=False
    )
    conditions = forms.MultipleChoiceField(
        widget=widgets.Ticks, label="Is there something to know?", required=False
    )
    something_else = forms.CharField(
        label="Something else",
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
        help_text="Handsong keeps your words and does not interpret them. Until a doctor, nurse or midwife has said "
        "yes, massage stays with holds.",
        error_messages={"max_length": "Keep it to 500 letters."},
    )
    tone = forms.ChoiceField(label="Skin in the drawings", choices=TONES, widget=widgets.Swatches)
    colour = forms.ChoiceField(label="Colour on the screen", choices=COLOURS, widget=widgets.Swatches)
    navel_healed = forms.BooleanField(
        label="The navel has healed: it is dry and closed", required=False, widget=forms.CheckboxInput
    )

    def __init__(self, *args: Any, today: date, language: str = "en", **kwargs: Any) -> None:
        """Prepare for a form that is filled in today."""
        super().__init__(*args, **kwargs)
        self.today = today
        self.birth: BirthTold | None = None
        content = load.once()
        known = [row for row in content.conditions if row.id != SOMETHING_ELSE]
        self.conditions_by_group = {
            title: [row for row in known if row.group == group]
            for group, title in GROUPS.items()
            if any(row.group == group for row in known)
        }
        self._choose(
            "milestones", [(str(name), _large(content.words.milestone[name][language])) for name in Milestone]
        )
        self._choose("conditions", [(row.id, row.name[language]) for row in known])

    def _choose(self, field: str, choices: list[tuple[str, str]]) -> None:
        cast("forms.MultipleChoiceField", self.fields[field]).choices = choices

    def clean_name(self) -> str:
        """Return the name, tidied."""
        try:
            return names.read(self.cleaned_data["name"])
        except names.NotAName as error:
            raise forms.ValidationError(str(error)) from None

    def clean_born_date(self) -> date:
        """Return a day that has been, of somebody who is not grown up."""
        day: date = self.cleaned_data["born_date"]
        if day > self.today:
            raise forms.ValidationError(
                f"{date_in_words(day)} has not come yet. Give the day your child was born."
            )
        if add_months(day, GROWN_UP_MONTHS) <= self.today:
            raise forms.ValidationError(
                "Handsong is for children until their 18th birthday. Check the year of birth."
            )
        return day

    def clean(self) -> dict[str, Any]:
        """Hold the birth's dates and weights against each other."""
        cleaned = super().clean() or self.cleaned_data
        self._forget_what_does_not_count(cleaned)
        grams = self._grams(cleaned)
        if not self.errors.keys() & BIRTH_FIELDS:
            self.birth = self._birth(cleaned, grams)
        return cleaned

    def _forget_what_does_not_count(self, cleaned: dict[str, Any]) -> None:
        """Drop faults of fields that the page hides, since another choice was made after they were typed."""
        hidden = {"weight_kg"} if cleaned.get("weight_unit") == "lb" else {"weight_lb", "weight_oz"}
        if cleaned.get("early") in {"on-time", "unknown"}:
            hidden |= {"due_date", "weeks_early", "days_early"}
        for name in hidden & self.errors.keys():
            del self.errors[name]

    def told(self) -> ChildTold:
        """Return all that the form says; call it on a form that is valid."""
        if self.birth is None:
            raise ValueError("told: the form has faults. Ask is_valid first.")
        cleaned = self.cleaned_data
        return ChildTold(
            name=cleaned["name"],
            birth=self.birth,
            milestones=frozenset(cleaned["milestones"]),
            conditions=frozenset(cleaned["conditions"]),
            something_else=cleaned["something_else"],
            tone=int(cleaned["tone"]),
            colour=cleaned["colour"],
            navel_healed=cleaned["navel_healed"],
        )

    def _grams(self, cleaned: dict[str, Any]) -> int | None:
        """Return the weight in grams, rounded; None when nothing was typed, or nothing that can be."""
        if cleaned.get("weight_unit") != "lb":
            kilograms = cleaned.get("weight_kg")
            return None if kilograms is None else self._weighed("weight_kg", kilograms * 1000)
        pounds, ounces = cleaned.get("weight_lb"), cleaned.get("weight_oz")
        if ounces is not None and ounces >= 16:
            self.add_error("weight_oz", "Give fewer than 16 ounces; 16 ounces are a pound more.")
        elif pounds is not None or ounces is not None:
            grams = (pounds or 0) * GRAMS_A_POUND + (ounces or Decimal()) * GRAMS_AN_OUNCE
            return self._weighed("weight_lb", grams)
        return None

    def _weighed(self, field: str, grams: Decimal) -> int | None:
        """Return the grams when a newborn can weigh them; else put a sentence beside the field."""
        if LIGHTEST <= grams <= HEAVIEST:
            return round(grams)
        if field == "weight_kg":
            said, right = f"{grams / 1000:g} kg", "Give kilograms between 0.2 and 8, such as 3.4"
        else:
            said, right = "That weight", "Give between 8 ounces and 17 pounds, such as 7 pounds and 8 ounces"
        self.add_error(field, f"{said} cannot be a weight at birth. {right}; or leave it empty.")
        return None

    def _birth(self, cleaned: dict[str, Any], grams: int | None) -> BirthTold | None:
        """Return what was told of the birth, or put a sentence beside the field that cannot be right."""
        is_early = cleaned["early"] == "early"
        weeks, days, due = (cleaned.get(name) for name in ("weeks_early", "days_early", "due_date"))
        by_weeks = None if weeks is None and days is None else (weeks or 0) * 7 + (days or 0)
        if is_early and by_weeks is None and due is None:
            self.add_error("weeks_early", GIVE_ONE)
            return None
        told = BirthTold(
            born_date=cleaned["born_date"],
            due_date=due if is_early else None,
            days_early=by_weeks if is_early else None,
            weight_grams=grams,
            is_known=cleaned["early"] != "unknown",
        )
        try:
            told.value()
        except AgeError as error:
            beside = "due_date" if by_weeks is None or error.field == "due_date" else "weeks_early"
            self.add_error(beside, str(error))
            return None
        return told


def _large(text: str) -> str:
    return text[:1].upper() + text[1:]


def initial(child: Child) -> dict[str, Any]:
    """Return what a form about this child begins with."""
    weeks, days = (None, None) if child.days_early is None else divmod(child.days_early, 7)
    was_told = child.due_date is not None or child.days_early is not None
    return {
        "id": child.pk,
        "name": child.name,
        "born_date": child.born_date,
        "early": "unknown" if child.gestation_days is None else "early" if was_told else "on-time",
        "due_date": child.due_date,
        "weeks_early": weeks,
        "days_early": days or None,
        "weight_unit": "kg",
        "weight_kg": None if child.weight_grams is None else f"{child.weight_grams / 1000:g}",
        "milestones": [row.milestone for row in child.milestones.all()],
        "conditions": [row.condition for row in child.conditions.all()],
        "something_else": child.something_else,
        "tone": child.tone,
        "colour": child.colour,
        "navel_healed": child.navel_healed,
    }


def fresh(country: str) -> dict[str, Any]:
    """Return what a form about a new child begins with."""
    unit = "lb" if country in POUNDS_IN else "kg"
    return {"id": new_id(), "weight_unit": unit, "tone": 2, "colour": "clay"}
