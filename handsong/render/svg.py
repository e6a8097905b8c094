"""A technique as a moving drawing: the body, the path, and hands that go along it in time.

The drawing carries its own clock (SMIL), so that a page can run it, and the player can set it
to the second. Where motion is not wanted it is a still with numbered steps, and its words say
the same. It decides nothing: what it shows is the timeline.
"""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

from handsong.core.body import Side
from handsong.core.script import Script
from handsong.core.technique import Technique
from handsong.render.adult import adult
from handsong.render.child import arms_at_rest, child
from handsong.render.frame import frame
from handsong.render.gliding import gestures, moving_hands, still_hands
from handsong.render.grasp import Layer
from handsong.render.limbs import held, moved, painted
from handsong.render.outlines import number
from handsong.render.scene import Art, Look, Scene, scene_of
from handsong.render.trail import numbers, trails
from handsong.render.words import describe

__all__ = ["STYLE", "Art", "Look", "draw"]

STYLE = Path(__file__).parent / "static" / "handsong" / "drawing.css"


def draw(technique: Technique, art: Art, script: Script, *, side: Side | None, look: Look) -> str:
    """Return the drawing of one side of a technique (None: it has no sides) as SVG text."""
    words = technique.words[script.language]
    scene = scene_of(technique, art, script, side, look)
    name, time = scene.name, scene.time
    box, size = frame(scene)
    style = f"<style>{STYLE.read_text(encoding='utf-8')}</style>" if look.standalone else ""
    limbs = moved(scene)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="drawing tone-{look.tone} size-{number(size)}" role="img" '
        f'viewBox="{box}" aria-labelledby="{name}-title {name}-desc" data-seconds="{time.seconds:.2f}">'
        f'<title id="{name}-title">{escape(words.name)}</title>'
        f'<desc id="{name}-desc">{escape(describe(time, script))}</desc>{style}'
        f"<defs>{gestures(scene)}</defs>"
        f'{adult(scene)}{_hands(scene, Layer.BENEATH)}<g class="body" id="{name}-body">{child(scene, limbs)}{arms_at_rest(scene, limbs)}</g>'
        f"{_hands(scene, Layer.BEHIND)}{held(scene)}{painted(limbs)}{_hands(scene, Layer.ABOVE)}"
        f'<g class="trails">{trails(scene, size)}</g>'
        f'<g class="still">{numbers(scene, size)}</g></svg>'
    )


def _hands(scene: Scene, layer: Layer) -> str:
    moving = moving_hands(scene, layer)
    return (f'<g class="moving">{moving}</g>' if moving else "") + still_hands(scene, layer)
