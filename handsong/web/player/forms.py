"""How it was: three taps at most, each of them free to leave out."""

from __future__ import annotations

from django import forms

CHILD = ("Calm", "Happy and lively", "Sleepy", "Upset")
YOU = ("Calm", "Close to my child", "Unsure", "Worn out")
REMEMBER = ("The same again", "Shorter next time", "Another time of day", "One thing was loved")


def _choices(words: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return words as choices; what is kept is what was read."""
    return [(word, word) for word in words]


class AfterForm(forms.Form):
    """What a parent would like to keep of a session."""

    child = forms.ChoiceField(
        choices=_choices(CHILD), required=False, widget=forms.RadioSelect, label="Your child"
    )
    you = forms.ChoiceField(choices=_choices(YOU), required=False, widget=forms.RadioSelect, label="You")
    remember = forms.ChoiceField(
        choices=_choices(REMEMBER), required=False, widget=forms.RadioSelect, label="To remember"
    )

    def told(self) -> dict[str, str]:
        """Return what was tapped; nothing for what was left out."""
        return {name: value for name, value in self.cleaned_data.items() if value}
