"""A case: one child at one moment in plain words, which the oracle and the program are both asked about."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

HOUR, DAY = 60, 24 * 60
"""In minutes, the unit of every "ago"."""


class Happened(NamedTuple):
    """Something that happened: what, how many minutes ago, where on the body, and whether it still is."""

    what: str
    ago: int
    part: str = ""
    still: bool = False


class Asked(NamedTuple):
    """What the readiness questions were answered with; "" where nothing was."""

    state: str = ""
    feed: str = ""
    well: str = ""
    skin: str = ""
    place: str = ""
    unit: str = ""
    signs: frozenset[str] = frozenset()


class Case(NamedTuple):
    """One child at one moment; `clock` says at which time of day, `stops` when crying ended sessions.

    `cares` says when sessions were over because something was wrong.
    """

    born: date
    gestation: int | None
    weight: int | None
    today: date
    conditions: frozenset[str] = frozenset()
    yeses: frozenset[str] = frozenset()
    seen: frozenset[str] = frozenset()
    navel_healed: bool = False
    happened: tuple[Happened, ...] = ()
    asked: Asked | None = None
    stops: tuple[int, ...] = ()
    clock: int = 0
    cares: tuple[int, ...] = ()

    def __str__(self) -> str:
        """Return the case with what is known of it alone."""
        told = zip(self._fields, self, strict=True)
        return ", ".join(f"{name} {_plain(value)}" for name, value in told if value or name == "asked")


class Oil(NamedTuple):
    """What is known about a product: the patch test, its own least age, sessions so far and with oil."""

    test: str
    min_days: int
    sessions: int
    oil_ago: tuple[int, ...] = ()
    allergy_in_family: bool = False


def _plain(value: object) -> str:
    """Return a value in few words: sets in order, tuples without the names of their fields."""
    if isinstance(value, frozenset):
        return "+".join(sorted(value))
    if isinstance(value, tuple):
        return f"({', '.join(_plain(one) for one in value if one or one == 0)})"
    return str(value)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


CONDITIONS = _words(
    """
    neonatal-unit hip-dysplasia hip-harness breech-hips-unchecked clicky-hips skull-swelling head-helmet
    navel-hernia navel-not-healed circumcision-healing jaundice arm-nerve-injury cleft-repair
    mouth-thrush heart-disease heart-surgery epilepsy shunt bleeding-disorder brittle-bones cancer
    liver-kidney gut-surgery-or-disease down-syndrome cerebral-palsy spina-bifida torticollis low-tone
    high-tone noisy-breathing apnoea-monitor home-oxygen syndrome poor-growth diabetes groin-hernia
    feeding-tube stoma reflux colic eczema food-or-skin-allergy eczema-or-allergy-in-family severe-skin
    eye-or-ear-infection touch-aversion easily-overwhelmed sight-or-hearing-loss dislikes-undressing
    trauma sport-injury growth-plate-pain clot-risk eating-or-selfharm pregnancy something-else
    """
)

YESES_ONLY = ("before-term", "born-early", "operation")
"""What a professional can agree to beside conditions."""

MILESTONES = ("lifts-head", "rolls", "sits", "crawls", "stands")

HAPPENINGS = _words(
    """
    injection injury head-knock plaster line procedure operation broken-skin rash contagious bruise lump
    reaction seizure unwell fever tummy-upset
    """
)

SIGNS = _words(
    """
    temperature-38 temperature-39 fever-five-days shivering temperature-under-36 hard-breathing
    bad-colour rash-not-fading soft-spot-bulging soft-spot-sunken very-drowsy fit odd-cry
    green-or-bloody-vomit vomiting-again vomiting-or-loose blood-in-poo hard-tummy few-wet-nappies
    poor-feeding yellow-first-day yellow-and-unwell yellow-for-weeks head-injury-or-stiff-neck
    swelling-after-product limb-not-moved hair-round-toe swollen-scrotum red-navel losing-weight
    calf-pain-swollen limp-or-night-pain thoughts-of-harm strong-worry
    """
)

ANSWERS: dict[str, tuple[str, ...]] = {
    "state": ("quiet-alert", "active-alert", "drowsy", "crying", "asleep"),
    "feed": ("over-45", "under-45", "under-30", "hungry"),
    "well": ("yes", "not-quite"),
    "skin": ("nothing", "something", "not-looked"),
    "place": ("ready", "not-yet", "not-me"),
    "unit": ("yes", "no"),
}
"""Each question and its answers; the last is what it counts as while it is unanswered."""
