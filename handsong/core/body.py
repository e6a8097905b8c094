"""The map of the body: builds, views, named landmarks, regions, zones and sides.

Everything is said from the child's own side: `hip.left` is the child's left hip, wherever it
lies on a page. Lengths are millimetres on a child of that build, as the adult sees the page: x
grows to the right, y from the crown towards the feet. From the front the child's left lies on
the right, from the back on the left.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Point = tuple[float, float]


class Build(StrEnum):
    """The bodies that are drawn and measured (proportions: docs/body.md)."""

    NEWBORN = "newborn"
    INFANT = "infant"
    CHILD = "child"


class View(StrEnum):
    """Which side of the child the adult sees."""

    FRONT = "front"
    BACK = "back"


class Side(StrEnum):
    """The child's own sides."""

    LEFT = "left"
    RIGHT = "right"

    @property
    def other(self) -> Side:
        """The opposite side."""
        return Side.RIGHT if self is Side.LEFT else Side.LEFT


class Region(StrEnum):
    """The regions that techniques belong to and that permission is asked for."""

    WHOLE = "whole"
    LEGS = "legs"
    FEET = "feet"
    TUMMY = "tummy"
    CHEST = "chest"
    ARMS = "arms"
    HANDS = "hands"
    FACE = "face"
    HEAD = "head"
    BACK = "back"
    SHOULDERS = "shoulders"
    NECK = "neck"
    BOTTOM = "bottom"


class Position(StrEnum):
    """How the child lies or sits."""

    SUPINE = "supine"
    PRONE_FLOOR = "prone-floor"
    PRONE_LAP = "prone-lap"
    SIDE_LYING = "side-lying"
    CRADLE = "cradle"
    UPRIGHT_CHEST = "upright-chest"
    OVER_SHOULDER = "over-shoulder"
    SEATED = "seated"
    SEATED_LAP = "seated-lap"
    STANDING = "standing"
    ANY = "any"

    @property
    def is_prone(self) -> bool:
        """Whether the child lies face down: only awake, watched and well after a feed."""
        return self in {Position.PRONE_FLOOR, Position.PRONE_LAP}


LIMB_LANDMARKS = frozenset(
    ["shoulder", "elbow", "wrist", "hand", "hip", "thigh", "knee", "shin", "ankle", "heel", "sole", "toes"]
)
"""Sided landmarks that both views share."""

LIMB_CHAINS = (
    ("shoulder", "elbow", "wrist", "hand"),
    ("hip", "thigh", "knee", "shin", "ankle", "heel", "sole", "toes"),
)
"""The landmarks of arm and leg, from the trunk outwards."""

SIDED_LANDMARKS: Mapping[View, frozenset[str]] = {
    View.FRONT: LIMB_LANDMARKS
    | frozenset(
        [
            "temple",
            "brow",
            "cheek",
            "ear",
            "jaw",
            "mouth-corner",
            "chest-side",
            "ribs",
            "side",
            "belly-high",
            "belly-low",
        ]
    ),
    View.BACK: LIMB_LANDMARKS
    | frozenset(
        ["ear", "shoulder-top", "shoulder-blade", "back-high", "back-mid", "back-low", "waist", "bottom"]
    ),
}

MIDDLE_LANDMARKS: Mapping[View, frozenset[str]] = {
    View.FRONT: frozenset(
        [
            "crown",
            "forehead",
            "nose",
            "upper-lip",
            "chin",
            "sternum-top",
            "sternum",
            "sternum-low",
            "under-ribs",
            "navel",
            "above-nappy",
        ]
    ),
    View.BACK: frozenset(["crown", "head-back", "nape", "between-shoulders", "mid-back", "low-back", "seat"]),
}

TUMMY_LANDMARKS = frozenset(["under-ribs", "navel", "above-nappy", "belly-high", "belly-low", "side"])

NEVER_ZONES = frozenset(
    {
        "soft-spot",
        "eye.left",
        "eye.right",
        "airway",
        "throat",
        "breast.left",
        "breast.right",
        "private-parts",
        "spine",
        "kidney.left",
        "kidney.right",
    }
)
"""Zones no technique may enter on any child (domain reference 4.2 and invariant 6 of section 12)."""

LIMB_ZONES: Mapping[str, tuple[str, ...]] = {
    "arm": ("upper-arm", "forearm", "hand"),
    "leg": ("hip-joint", "thigh", "shin", "foot"),
}


def _parts() -> dict[str, frozenset[str]]:
    """Return each part of the body that a parent can name with the zones it covers."""
    parts = {
        f"{limb}.{side}": frozenset(f"{zone}.{side}" for zone in zones)
        for limb, zones in LIMB_ZONES.items()
        for side in Side
    }
    parts |= {f"{zone}.{side}": frozenset({f"{zone}.{side}"}) for zone in ("foot", "hand") for side in Side}
    whole = {
        name: frozenset({name}) for name in ("tummy", "navel", "chest", "back", "bottom", "face", "neck")
    }
    groins = frozenset(f"groin.{side}" for side in Side)
    thighs = frozenset(f"thigh.{side}" for side in Side)
    return parts | whole | {"head": frozenset({"head", "face"}), "nappy-area": groins | thighs | {"bottom"}}


PARTS: Mapping[str, frozenset[str]] = _parts()
"""What a parent can point to as sore, injected or hurt, and the zones that are then left out."""

ZONES: frozenset[str] = frozenset().union(*PARTS.values()) | NEVER_ZONES | {"breastbone"}
"""Every named zone; what a figure draws and what rules speak of."""


def landmarks(view: View) -> frozenset[str]:
    """Return every landmark name of a view, sided ones with their side, such as `knee.left`."""
    sided = {f"{name}.{side}" for name in SIDED_LANDMARKS[view] for side in Side}
    return MIDDLE_LANDMARKS[view] | sided


def side_of(name: str) -> Side | None:
    """Return the side that a landmark or zone names, or None in the middle."""
    _, _, side = name.partition(".")
    return Side(side) if side else None


def base_of(name: str) -> str:
    """Return a landmark or zone without its side."""
    return name.partition(".")[0]


def on_side(name: str, side: Side) -> str:
    """Return the landmark on that side; one in the middle stays where it is."""
    return f"{base_of(name)}.{side}" if side_of(name) else name


@dataclass(frozen=True)
class Shape:
    """One drawn part of a figure.

    Either an `outline` of points, closed or an open line, or a limb `through` landmarks with a
    radius at each. Parts of one `group` are painted as one body, without lines between them;
    groups follow each other. `fill` names the material: skin, cloth, hair, blush, line.
    """

    name: str
    group: int
    fill: str
    outline: tuple[Point, ...] = ()
    is_closed: bool = True
    through: tuple[str, ...] = ()
    radii: tuple[float, ...] = ()


@dataclass(frozen=True)
class Figure:
    """One build as data: where each landmark lies, how it is drawn, where each zone is.

    All are keyed by view; a zone is a polygon. `dressed` names the shapes that clothes cover.
    """

    build: Build
    height: float
    landmarks: Mapping[View, Mapping[str, Point]]
    shapes: Mapping[View, tuple[Shape, ...]]
    zones: Mapping[View, Mapping[str, tuple[Point, ...]]]
    dressed: frozenset[str] = frozenset()

    def place(self, view: View, landmark: str) -> Point:
        """Return where a landmark of this view lies."""
        return self.landmarks[view][landmark]


@dataclass(frozen=True)
class Chain:
    """A finger, a thumb or a forearm: points along it with a radius at each."""

    points: tuple[Point, ...]
    radii: tuple[float, ...]


@dataclass(frozen=True)
class Gesture:
    """The adult's right hand doing one thing, fingers up the page; `anchor` is what touches."""

    anchor: Point
    palm: tuple[Point, ...]
    fingers: tuple[Chain, ...]
    thumb: Chain


@dataclass(frozen=True)
class Hands:
    """The adult's hands as data: a gesture for each contact, a forearm and a sleeve."""

    gestures: Mapping[str, Gesture]
    forearm: Chain
    cuff: tuple[Point, ...]
