"""What a family types of a service it trusts."""

from __future__ import annotations

from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

LONGEST = 200
_IS_AN_ADDRESS = URLValidator(schemes=["https"])
_NOT_AS_SENT = (
    "Some of these letters can look like others. Open the page in a browser and copy its address from there."
)


class ServiceForm(forms.Form):
    """The web address of a service that the family trusts; nothing where it wants none."""

    service = forms.CharField(
        label="A service you trust",
        required=False,
        max_length=LONGEST,
        help_text="Its web address, such as https://massage.example. It is opened when you tap it, and at no other time.",
        widget=forms.TextInput(
            {
                "inputmode": "url",
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
                "dir": "ltr",
            }
        ),
        error_messages={
            "max_length": f"Keep it to {LONGEST} letters. The part up to the first “/” is often enough."
        },
    )

    def clean_service(self) -> str:
        """Return a whole https address that names its machine and no account, or nothing."""
        address: str = self.cleaned_data["service"]
        if not address:
            return ""
        begins = address[:8].lower()
        if begins != "https://":
            raise forms.ValidationError(_without_https(address))
        try:
            _IS_AN_ADDRESS(address)
            parts = urlsplit(address)
        except (ValidationError, ValueError):
            raise forms.ValidationError(_no_address(address)) from None
        if not address.isascii():
            raise forms.ValidationError(_NOT_AS_SENT)
        if "@" in parts.netloc or "\\" in address:
            raise forms.ValidationError(_no_address(address))
        return begins + address[8:]


def _without_https(address: str) -> str:
    return f"“{address}” does not begin with https://, so what you read there could be changed on its way. Give an address such as https://massage.example."


def _no_address(address: str) -> str:
    return f"“{address}” is no web address that can be opened. Give one such as https://massage.example."
