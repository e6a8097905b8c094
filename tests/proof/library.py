"""The proof of the library: what section 12 of the reference asks of every technique, read from the raw files.

Rules leave out tags and zones. A technique that bends the hips and does not say so would slip
past every rule about hips, so that what a technique does is held here against what it says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.proof import ages
from tests.proof.probes import NEVER_ZONES
from tests.proof.selectors import Technique

AGAINST_THE_COLON = "against-the-colon"
LEG_ZONES = ("hip-joint", "thigh", "shin", "foot")
FROM_THREE = {"preschool", "school", "adolescent"}


def faults(known: Sequence[Technique]) -> list[str]:
    """Return what is wrong with some techniques."""
    return [
        f"{technique.id}: {told}"
        for technique in known
        for look in (_touches, _movements, _face_down, _places)
        for told in look(technique, _zones(technique))
    ]


def _touches(technique: Technique, zones: frozenset[str]) -> Iterator[str]:
    strokes = technique.touch == "stroke"
    if technique.touch != "hold" and "before-term" in technique.stages:
        yield "is made for babies before term and is no hold (12.2)"
    if strokes and "newborn" in technique.stages and "clothed-ok" not in technique.tags:
        yield "strokes a newborn's bare skin (4.7)"
    if strokes and zones & {"tummy", "navel"} and "tummy-pressure" not in technique.tags:
        yield "strokes the tummy and does not say so (3.4)"
    if "oil-ok" in technique.tags and technique.region in {"face", "head", "hands"}:
        yield "takes oil where none goes (12.8)"


def _movements(technique: Technique, zones: frozenset[str]) -> Iterator[str]:
    if technique.touch != "movement":
        return
    if "stop-at-resistance" not in technique.tags:
        yield "moves a limb and does not stop at resistance (12.5)"
    legs = technique.region in {"legs", "feet"} or any(zone.startswith(LEG_ZONES) for zone in zones)
    if legs and "leg-movement" not in technique.tags:
        yield "moves a leg and does not say so (3.10)"


def _face_down(technique: Technique, zones: frozenset[str]) -> Iterator[str]:
    if technique.position.startswith("prone"):
        if not {"prone", "awake-watched"} <= technique.tags:
            yield "lies face down and does not say so (12.7)"
        if "lifts-head" not in technique.needs:
            yield "lies face down and does not wait for a lifted head (3.8)"


def _places(technique: Technique, zones: frozenset[str]) -> Iterator[str]:
    if technique.region == "bottom" and technique.stages & FROM_THREE:
        yield "touches the bottom from three years on (12.6)"
    if zones & {*NEVER_ZONES}:
        yield f"enters {', '.join(sorted(zones & {*NEVER_ZONES}))} (12.6)"
    if AGAINST_THE_COLON in zones:
        yield "runs against the colon (12.3)"


def _zones(technique: Technique) -> frozenset[str]:
    """Return every zone entered on the bodies that the technique is made for."""
    builds = {ages.BUILDS[stage] for stage in technique.stages}
    return frozenset(
        zone for build in builds for entered in technique.zones[build].values() for zone in entered
    )
