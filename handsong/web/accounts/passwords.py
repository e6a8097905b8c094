"""What makes a password good enough, and a name to sign in with: Django's checks, in our words."""

from __future__ import annotations

import unicodedata

from django.contrib.auth import password_validation as django_checks
from django.core.exceptions import ValidationError

from handsong.web.accounts.models import Person

SHORTEST, LONGEST = 12, 200

CHECKS = (
    django_checks.MinimumLengthValidator(SHORTEST),
    django_checks.CommonPasswordValidator(),
    django_checks.NumericPasswordValidator(),
    django_checks.UserAttributeSimilarityValidator(user_attributes=("name", "sign_in_name")),
)
"""No rule about capitals, digits or signs: they make passwords worse, not better (NIST SP 800-63B)."""

SENTENCES = {
    "password_too_short": f"This password is short: give at least {SHORTEST} signs. Four words in a row are good.",
    "password_too_common": "This password is on the lists that thieves try first. Take another one.",
    "password_entirely_numeric": "This password is a number alone. Add some words.",
    "password_too_similar": "This password is too close to your name. Take another one.",
}


def faults(password: str, person: Person) -> list[str]:
    """Return what speaks against a password, a sentence each."""
    if len(password) > LONGEST:
        return [f"This password is long: give at most {LONGEST} signs."]
    found: list[str] = []
    for check in CHECKS:
        try:
            check.validate(password, person)
        except ValidationError as error:
            found += [SENTENCES[str(one.code)] for one in error.error_list]
    return found


def plain(name: str) -> str:
    """Return a sign-in name as it is kept and compared: whatever the case, the spaces and the keyboard."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())[:80]
