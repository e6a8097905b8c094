"""What another phone does with a child just now, on any page of that child."""

from __future__ import annotations

from typing import Any

from django import template

from handsong.web.accounts import clock
from handsong.web.diary import here, live
from handsong.web.families.models import Child

register = template.Library()


@register.inclusion_tag("site/live_of.html", takes_context=True)
def live_of(context: dict[str, Any], child: Child) -> dict[str, Any]:
    """Show a massage of this child on another phone, if there is one."""
    return {"live": live.of_child(child, here.sessions(context["request"]), clock.now())}
