"""What the log may say: which route and which line of code, never a name, a code or a query."""

from __future__ import annotations

import logging
import traceback
from types import TracebackType

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Discreet(logging.Formatter):
    """A line for the terminal without anything that a family wrote."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; a request is named by its route, not by its address."""
        # A copy, without the fault as another formatter may have written it into the record.
        mine = {**record.__dict__, "exc_text": None}
        request = mine.get("request")
        if request is not None and record.name.startswith("django."):
            match = getattr(request, "resolver_match", None)
            route = match.route if match else "an address that is not ours"
            mine |= {"msg": "%s %s: %s", "args": (request.method, route, mine.get("status_code", ""))}
        return super().format(logging.makeLogRecord(mine))

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802 - the name is logging's
        """Return where it went wrong and the kind of fault; its message may quote a family's words."""
        kind, _, trace = ei
        where = "".join(traceback.format_list(traceback.extract_tb(trace)))
        return f"{where}{kind.__name__ if kind else ''}"
