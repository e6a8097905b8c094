"""Probes: techniques that no child is ever offered, one for each thing a rule can be about.

The library may hold no technique that moves the neck, and none may ever enter the eyes. A rule
about necks or eyes would then leave nothing out, and nobody would see it go. With a probe for
each tag, zone, region, stage and milestone every rule has something to leave out. A probe is a
hold, so that it is still there when strokes and movements are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tests.proof import ages, facts, table
from tests.proof.selectors import Technique

TAGS = (
    "tummy-pressure", "prone", "head-down", "hip-flex", "hip-adduct", "hip-extend", "leg-movement",
    "neck-move", "limb-traction", "skin-contact", "oil-ok", "clothed-ok",
)  # fmt: skip

REGIONS = (
    "whole", "legs", "feet", "tummy", "chest", "arms", "hands", "face", "head", "back", "shoulders",
    "neck", "bottom",
)  # fmt: skip

NEVER_ZONES = (
    "soft-spot", "eye.left", "eye.right", "airway", "throat", "breast.left", "breast.right",
    "private-parts", "spine", "kidney.left", "kidney.right",
)  # fmt: skip

LIES_WITHIN = {
    "navel": "tummy", "breastbone": "chest", "soft-spot": "head", "airway": "face",
    "eye.left": "face", "eye.right": "face", "breast.left": "chest", "breast.right": "chest",
    "kidney.left": "back", "kidney.right": "back",
    "hip-joint.left": "thigh.left", "hip-joint.right": "thigh.right",
}  # fmt: skip
"""Zones that lie within another: who enters the navel enters the tummy."""

_EVERY_STAGE = frozenset(ages.STAGES)


def probes() -> tuple[Technique, ...]:
    """Return all probes, each named after the one thing it is about."""
    return tuple(_all())


def _all() -> Iterator[Technique]:
    zones = sorted({*NEVER_ZONES, *(zone for covered in table.parts().values() for zone in covered)})
    for zone in (*zones, "breastbone"):
        yield _probe(f"zone-{zone.replace('.', '-')}", zones=_with_surroundings(zone))
    for tag in TAGS:
        yield _probe(f"tag-{tag}", tags=frozenset({tag}))
    for region in REGIONS:
        yield _probe(f"region-{region}", region=region)
        yield _probe(f"oil-{region}", region=region, tags=frozenset({"oil-ok"}))
    for stage in ages.STAGES:
        yield _probe(f"stage-{stage}", stages=frozenset({stage}))
    for milestone in facts.MILESTONES:
        yield _probe(f"needs-{milestone}", needs=frozenset({milestone}))
    for touch in ("stroke", "movement"):
        yield _probe(touch, touch=touch)
        yield _probe(f"{touch}-clothed", touch=touch, tags=frozenset({"clothed-ok"}))
    for region in ("tummy", "chest", "legs"):
        yield _probe(f"self-{region}", region=region, giver="self", touch="stroke")
    yield _probe("self-thigh", giver="self", zones=frozenset({"thigh.left"}))
    yield _probe("draft", is_draft=True)


def _with_surroundings(zone: str) -> frozenset[str]:
    return frozenset({zone, LIES_WITHIN.get(zone, zone)})


def _probe(
    name: str,
    *,
    zones: frozenset[str] = frozenset(),
    **about: str | bool | frozenset[str],
) -> Technique:
    """Return a hold for every stage about which nothing is known but what is given."""
    entered: Mapping[str, Mapping[str, frozenset[str]]] = {
        build: {"": zones} for build in ages.BUILDS.values()
    }
    plain = Technique(
        f"probe-{name}",
        touch="hold",
        region="whole",
        position="any",
        giver="parent",
        stages=_EVERY_STAGE,
        needs=frozenset(),
        tags=frozenset(),
        is_draft=False,
        zones=entered,
    )
    return plain._replace(**about)  # type: ignore[arg-type]
