"""How answers are given: big targets that work with a thumb, a key and without JavaScript."""

from __future__ import annotations

from django import forms


class Day(forms.DateInput):
    """A day, with the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        """Write days as the browser wants them, whatever the language."""
        super().__init__(format="%Y-%m-%d")


class Number(forms.TextInput):
    """A number that keeps what was typed when it is none."""

    def __init__(self, *, whole: bool = False) -> None:
        """Show the keys for numbers."""
        mode = "numeric" if whole else "decimal"
        super().__init__({"inputmode": mode, "autocomplete": "off", "class": "short"})


class Choices(forms.RadioSelect):
    """One of several, as large targets."""

    template_name = "families/choices.html"
    option_template_name = "families/choice.html"


class Ticks(forms.CheckboxSelectMultiple):
    """Some of several, as large targets."""

    template_name = "families/choices.html"
    option_template_name = "families/choice.html"


class Swatches(forms.RadioSelect):
    """One of several colours or skin tones, shown as itself and named."""

    template_name = "families/choices.html"
    option_template_name = "families/swatch.html"
