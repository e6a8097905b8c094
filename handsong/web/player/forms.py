"""How it was: three taps at most, each of them free to leave out."""

from __future__ import annotations

from django import forms

CHILD = ("Calm", "Happy and lively", "Sleepy", "Upset")
YOU = ("Calm", "Close to my child", "Unsure", "Worn out")
REMEMBER = ("The same again", "Shorter next time", "Another time of day", "One thing was loved")


class _Tap(forms.ChoiceField):
    """One of a few words, or none; what is kept is what was read."""

    def __init__(self, *, label: str, words: tuple[str, ...]) -> None:
        super().__init__(
            label=label,
            choices=[(word, word) for word in words],
            required=False,
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": "Tap one of these, or none."},
        )


class AfterForm(forms.Form):
    """What a parent would like to keep of a session."""

    child = _Tap(label="Your child", words=CHILD)
    you = _Tap(label="You", words=YOU)
    remember = _Tap(label="To remember", words=REMEMBER)

    def told(self) -> dict[str, str]:
        """Return what was tapped; nothing for what was left out."""
        return {name: value for name, value in self.cleaned_data.items() if value}
