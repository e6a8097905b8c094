"""The `handsong` command: the craft goes to `cli`, serving a household goes to `web`."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Sequence

BROKEN_PIPE = 141
"""What shells report for a program whose reader went away: 128 + SIGPIPE."""

INTERRUPTED = 130

WEB = frozenset({"serve", "prepare", "backup", "restore", "copy", "erase", "recover"})
"""Words that are about a household; all others are about the craft."""


def main(words: Sequence[str] | None = None) -> int:
    """Carry out one command and return its exit status.

    0: done · 1: it could not be done, and why · 2: not understood, with one sentence · 3: no massage now.
    """
    given = list(sys.argv[1:] if words is None else words)
    _speak_utf8()
    try:
        status = _room(given)(given)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader closed early, as `head` does; what is left in the buffer has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except KeyboardInterrupt:
        return INTERRUPTED
    return status


def _speak_utf8() -> None:
    """Print curly quotes and names of any script wherever the output goes."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")


def _room(words: list[str]) -> Callable[[list[str]], int]:
    """Return the room that answers; each is imported only when it is needed."""
    if words[:1] and words[0] in WEB:
        return _web
    from handsong.cli import command  # noqa: PLC0415 - serving never needs the command line

    return command.run


def _web(words: list[str]) -> int:
    from handsong.web.site import env  # noqa: PLC0415 - the command line never needs the web

    try:
        from handsong.web.site import backup_commands, leaving_commands, recover_command, serve  # noqa: PLC0415 - settings are read on import

        rooms = {
            "serve": serve.main,
            "prepare": lambda _: serve.prepare(),
            "backup": backup_commands.backup,
            "restore": backup_commands.put_back,
            "copy": leaving_commands.copy,
            "erase": leaving_commands.erase,
            "recover": recover_command.recover,
        }
        return rooms[words[0]](words[1:])
    except env.SettingError as error:
        print(f"handsong: {error}", file=sys.stderr)  # noqa: T201 - an entrance speaks to its person
        return 2


if __name__ == "__main__":
    sys.exit(main())
