"""What is sent to the pages of backups: a file, a key, the end of a key."""

from __future__ import annotations

from django import forms

from handsong.render.age_words import number
from handsong.web.site.backup import keys

OFF = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}


class CheckForm(forms.Form):
    """A backup, and the key that opens it."""

    file = forms.FileField(
        label="The backup",
        help_text="A file whose name begins with handsong- and ends with .age.",
        error_messages={
            "required": "Choose the file first.",
            "empty": "This file is empty. Choose another one.",
        },
    )
    key = forms.CharField(
        label="Your recovery key",
        required=False,
        max_length=400,
        help_text="From your paper; spaces do not matter. Leave it empty for a copy made before an update on this "
        "machine, or while the key is still kept here.",
        widget=forms.Textarea(OFF | {"rows": 3}),
    )


class WrittenDownForm(forms.Form):
    """The end of the key, from the paper."""

    last = forms.CharField(
        label=f"The last {number(keys.LETTERS_ASKED)} signs on your paper",
        max_length=20,
        widget=forms.TextInput(OFF | {"class": "short"}),
        error_messages={"required": f"Type the last {number(keys.LETTERS_ASKED)} signs from your paper."},
    )
