"""What must hold of every technique (section 12 of the domain reference), each with its remedy."""

from __future__ import annotations

from handsong.core.age import Stage
from handsong.core.body import NEVER_ZONES, Build, Region
from handsong.core.score.model import Touch
from handsong.core.technique import Milestone, Tag, Technique, build_for

AGAINST_THE_COLON = "against-the-colon"
"""What the geometry calls a tummy stroke that turns the wrong way."""

TUMMY = frozenset({"tummy", "navel"})


def faults(technique: Technique) -> list[str]:
    """Return what in a technique breaks an invariant, each with its remedy."""
    touches = technique.score.touches
    stages, tags = technique.stages, technique.tags
    strongest = next(touch for touch in (Touch.MOVEMENT, Touch.STROKE, Touch.HOLD) if touch in touches)
    builds = sorted({build_for(stage) for stage in stages} & technique.zones.keys())
    checks = {
        f"touch: the score makes it a {strongest}. Write touch = “{strongest}”.": technique.touch
        is strongest,
        "stages: before term there are holds only. Take before-term out.": (
            Stage.BEFORE_TERM not in stages or strongest is Touch.HOLD
        ),
        "tags: every movement stops at resistance. Add stop-at-resistance.": (
            strongest is not Touch.MOVEMENT or Tag.STOP_AT_RESISTANCE in tags
        ),
        "tags: a child face down is awake and watched. Add prone and awake-watched.": (
            not technique.position.is_prone or {Tag.PRONE, Tag.AWAKE_WATCHED} <= tags
        ),
        "needs: nobody lies face down who has not been seen to lift the head. Add lifts-head.": (
            not technique.position.is_prone or Milestone.LIFTS_HEAD in technique.needs
        ),
        "tags: a stroke of the tummy presses on it. Add tummy-pressure.": (
            technique.region is not Region.TUMMY
            or strongest is not Touch.STROKE
            or Tag.TUMMY_PRESSURE in tags
        ),
        "tags: a stroke that reaches over the tummy presses on it. Add tummy-pressure.": (
            strongest is not Touch.STROKE
            or Tag.TUMMY_PRESSURE in tags
            or all(_reached(technique, build).isdisjoint(TUMMY) for build in builds)
        ),
        "stages: the bottom is left out from preschool on. Take those stages out.": (
            technique.region is not Region.BOTTOM
            or stages.isdisjoint({Stage.PRESCHOOL, Stage.SCHOOL, Stage.ADOLESCENT})
        ),
    }
    found = [fault for fault, holds in checks.items() if not holds]
    for build in builds:
        for side, entered in technique.zones[build].items():
            for zone in sorted(entered & NEVER_ZONES):
                on = f" on the {side}" if side else ""
                found.append(
                    f"score: enters {zone}{on} of the {build} figure, where no hand may go. Change the path."
                )
            if AGAINST_THE_COLON in entered:
                found.append(f"score: runs against the colon on the {build} figure. Turn the path round.")
    return found


def _reached(technique: Technique, build: Build) -> frozenset[str]:
    return frozenset().union(*technique.zones[build].values())
