"""The adult's hands in a drawing: laid down, gliding, lifting to come back, or resting and breathing."""

from __future__ import annotations

import math

from handsong.core.score.model import Carry, Still
from handsong.core.score.timeline import Act, Part, Phrase
from handsong.render import figure as figures
from handsong.render.grasp import Layer, gesture, holds_shoulder, is_grip, lower_layer, reaches_over
from handsong.render.outlines import number, pair
from handsong.render.reach import Reach, reach
from handsong.render.scene import Scene
from handsong.render.track import Track

KEYS = 8
"""A glide is drawn by this many pieces: slow at both ends, as a hand is."""


def gestures(scene: Scene) -> str:
    """Return each gesture of the right hand once, to be used wherever a hand is, and what hides grips."""
    pieces = {"arm": figures.forearm(scene.hands, sleeve=not scene.is_own)}
    for _, part in scene.parts():
        drawn = gesture(scene, part)
        if is_grip(scene, part):
            pieces["fingers"] = figures.fingers_beneath(drawn)
            pieces["thumb"] = figures.thumb_on_top(
                drawn, rooted=not (holds_shoulder(scene, part) or isinstance(part.path, Carry))
            )
        else:
            pieces[f"hand-{part.contact}"] = figures.hand(drawn)
    return "".join(f'<g id="{scene.name}-{key}">{piece}</g>' for key, piece in sorted(pieces.items()))


def moving_hands(scene: Scene, layer: Layer) -> str:
    """Return what lies in this layer of every hand in every move."""
    return "".join(_moving(scene, phrase, part, layer) for phrase, part in scene.parts())


def still_hands(scene: Scene, layer: Layer) -> str:
    """Return the hands of the first move where they begin, for the drawing that does not move."""
    hands = ""
    for part in scene.time.phrases[0].parts:
        if piece := _piece(scene, part, layer):
            at = reach(scene, part)
            hands += (
                f'<g transform="translate({pair(at.points[0])}) rotate({number(at.turns[0])})">{piece}</g>'
            )
    return f'<g class="still{" own" if scene.is_own else ""}">{hands}</g>' if hands else ""


def keys(start: float, seconds: float, count: int, *, backwards: bool = False) -> list[tuple[float, int]]:
    """Return when a hand is at which of the points of its path, slow at both ends."""
    shares = [(1 - math.cos(math.pi * step / KEYS)) / 2 for step in range(KEYS + 1)]
    places = [round(share * (count - 1)) for share in shares]
    return [
        (start + seconds * step / KEYS, place)
        for step, place in enumerate(reversed(places) if backwards else places)
    ]


def _moving(scene: Scene, phrase: Phrase, part: Part, layer: Layer) -> str:
    """Return a piece of one hand during one move: laid down, gliding, lifting to come back, or resting."""
    piece = _piece(scene, part, layer)
    if not piece:
        return ""
    at = reach(scene, part)
    place, turned, light = _tracks(scene, phrase, part, at)
    shown = Track(scene.time.seconds, "none").between(phrase.at, phrase.at + phrase.seconds, "inline", "none")
    return (
        f'<g class="hand-{part.hand}{" own" if scene.is_own else ""}" data-move="{phrase.move}">'
        f"{shown.animate('display', smoothly=False)}"
        f'<g transform="translate({pair(at.points[0])})">{place.transform("translate")}{light.animate("opacity")}'
        f'<g transform="rotate({number(at.turns[0])})">{turned.transform("rotate")}'
        f"<g>{_breathing(part)}{piece}</g></g></g></g>"
    )


def _tracks(scene: Scene, phrase: Phrase, part: Part, at: Reach) -> tuple[Track, Track, Track]:
    """Return where the hand is, how it is turned, and how lightly it is drawn while it comes back."""
    place = Track(scene.time.seconds, pair(at.points[0]))
    turned = Track(scene.time.seconds, number(at.turns[0]))
    light = Track(scene.time.seconds, "1")
    carries = isinstance(part.path, Carry)
    for event in scene.events(phrase, part.hand):
        end = event.at + event.seconds
        if event.act is Act.GLIDE or (event.act is Act.RETURN and carries):
            backwards = event.act is Act.RETURN
            for second, index in keys(event.at, event.seconds, len(at.points), backwards=backwards):
                place.at(second, pair(at.points[index]))
                turned.at(second, number(at.turns[index]))
        elif event.act is Act.RETURN and at.points[0] != at.points[-1]:
            for track, before, after in (
                (place, pair(at.points[-1]), pair(at.points[0])),
                (turned, number(at.turns[-1]), number(at.turns[0])),
            ):
                track.at(event.at, before)
                track.at(end, after)
            light.at(event.at, "1")
            light.at(event.at + event.seconds / 2, ".4")
            light.at(end, "1")
    return place, turned, light


def _piece(scene: Scene, part: Part, layer: Layer) -> str:
    """Return what of a hand lies in a layer, with what touches at the origin, fingers up."""
    whole = not is_grip(scene, part)
    if layer is lower_layer(scene, part):
        names = ("arm", f"hand-{part.contact}" if whole else "fingers")
    elif layer is Layer.ABOVE and not whole:
        names = ("", "thumb")
    else:
        return ""
    at = reach(scene, part)
    bend = number(-at.bend if at.mirrored else at.bend)
    arm, hand = names
    drawn = f'<use href="#{scene.name}-{hand}"/>'
    if arm and not reaches_over(scene, part):
        drawn = f'<use href="#{scene.name}-{arm}" transform="rotate({bend})"/>{drawn}'
    if hand != "fingers":
        drawn += figures.contact(at.anchor, part.contact.half_width)
    across, along = (-at.size if at.mirrored else at.size), at.size
    scale = "" if (across, along) == (1.0, 1.0) else f"scale({across:g} {along:g}) "
    x, y = at.anchor
    return f'<g transform="{scale}translate({pair((-x, -y))})">{drawn}</g>'


def _breathing(part: Part) -> str:
    """Let a hand that rests breathe: two in a hundred, twelve times a minute."""
    if not isinstance(part.path, Still):
        return ""
    return (
        '<animateTransform attributeName="transform" type="scale" '
        'values="1;1.02;1" dur="5s" repeatCount="indefinite"/>'
    )
