"""What may be told of one child before a massage: signs and happenings of its age, and what may be hoped for."""

from __future__ import annotations

from handsong.content import red_flags
from handsong.content.values import Content
from handsong.core.child import Happening
from handsong.core.outlook import Asking, Kind
from handsong.core.situation import Situation
from handsong.core.technique import Goal


def asking(content: Content, now: Situation) -> Asking:
    """Return what a child of this age is asked about besides the questions, in the order of the pages."""
    return Asking(
        signs=tuple(row.id for row, _ in red_flags.concerning(content, now)),
        kinds=tuple(
            Kind(Happening(row.id), row.asks_part, row.asks_when, row.stays_open)
            for row in content.happenings
            if row.id in set(Happening) and now.age.is_under_months(row.under_months)
        ),
        goals=tuple(Goal(row.id) for row in content.goals if now.stage in row.stages),
    )
