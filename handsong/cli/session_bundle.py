"""A plan as the bundle that the player carries out."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from handsong.cli import craft
from handsong.cli.given import LANGUAGE, Given
from handsong.cli.names import NotUnderstoodError
from handsong.content import red_flags
from handsong.content.values import Content, Line
from handsong.core.plan import Plan
from handsong.render import bundle
from handsong.render.svg import Art

COLOUR = "clay"
"""The child's colour on the screen when nobody chose one."""


def of(plan: Plan, given: Given, content: Content, args: Namespace) -> dict[str, Any]:
    """Return the bundle of this plan as plain data; the player calls the child by name, so it needs one."""
    if not given.name:
        raise NotUnderstoodError("--name: the player calls the child by name. Give one, such as --name Mia.")
    now = given.situation
    order = bundle.Order(
        session=args.session,
        child_name=given.name,
        child_colour=COLOUR,
        stage=now.stage,
        is_practice=args.practice,
        cried_today=bool(now.crying_stops),
        goal=str(given.wish.goal or ""),
        look=craft.look(args.tone, now.build, left_handed=args.left_handed),
    )
    art = Art(content.figures[now.build], content.hands)
    return bundle.bundle(plan, order, art, content.scripts[LANGUAGE], _aid(given, content))


def _aid(given: Given, content: Content) -> bundle.Aid:
    """Return whom to call and which signs to look for at this age, gravest first."""
    country = given.country
    return bundle.Aid(
        signs=tuple(
            {
                "id": sign.id,
                "text": sign.text[LANGUAGE],
                "look": sign.look.get(LANGUAGE, ""),
                "say": sign.say[LANGUAGE],
                "level": level.word,
            }
            for sign, level in red_flags.concerning(content, given.situation)
            if sign.in_session
        ),
        country=country.name[LANGUAGE] if country else "",
        emergency=country.emergency if country else content.elsewhere[LANGUAGE],
        lines=tuple(map(_line, country.lines)) if country else (),
        crisis=tuple(map(_line, country.crisis)) if country else (),
    )


def _line(line: Line) -> dict[str, str]:
    return {"name": line.name, "number": line.number, "what": line.what}
