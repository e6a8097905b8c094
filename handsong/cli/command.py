"""The commands of the craft: each reads its words, asks the core, and prints."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from handsong.cli import (
    arguments,
    craft,
    explain,
    given,
    plan_data,
    plan_text,
    session_bundle,
)
from handsong.cli.names import NotUnderstoodError, called, one_of
from handsong.content import files, load
from handsong.content.files import ContentError
from handsong.content.values import Content
from handsong.core import planner
from handsong.core.plan import Plan
from handsong.render import svg
from handsong.render.svg import Art

DONE, FAULTS, NOT_UNDERSTOOD, NO_MASSAGE = 0, 1, 2, 3
"""The exit statuses; docs/command-line.md tells them."""


def run(words: list[str]) -> int:
    """Carry out one command and return its exit status; faults are sentences, never tracebacks."""
    try:
        if not words or words[0] in {"-h", "--help", "help"}:
            return _print(arguments.WELCOME)
        if words[0] == "--version":
            return _print(f"Handsong {version('handsong')}\n")
        name = one_of(
            "command", words[0], [*COMMANDS, "serve", "prepare", "backup", "restore", "copy", "erase"]
        )
        return COMMANDS[name](words[1:])
    except NotUnderstoodError as error:
        print(f"handsong: {error}", file=sys.stderr)  # noqa: T201 - an entrance speaks to its person
        return NOT_UNDERSTOOD
    except ContentError as error:
        print(error, file=sys.stderr)  # noqa: T201 - the same
        return FAULTS


def _print(text: str) -> int:
    sys.stdout.write(text)
    return DONE


def _as_json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _planned(args: Any) -> tuple[Plan, given.Given, Content]:
    """Return the plan for what was typed; here the clock is read."""
    content = load.load()
    wanted = given.understand(args, content, datetime.now().astimezone().replace(second=0, microsecond=0))
    plan = planner.plan(content.craft, wanted.situation, wanted.wish, wanted.so_far)
    return plan, wanted, content


def _status(plan: Plan) -> int:
    return NO_MASSAGE if plan.level.stops else DONE


def _plan(words: list[str]) -> int:
    args = arguments.plan().read(words)
    plan, wanted, content = _planned(args)
    if args.json:
        _print(_as_json(plan_data.as_data(plan, wanted, content)))
    else:
        _print(plan_text.text(plan, wanted, content))
    return _status(plan)


def _explain(words: list[str]) -> int:
    args = arguments.explain().read(words)
    if args.word is not None and args.born is not None:
        raise NotUnderstoodError("explain takes a word, or --born and the options of plan. Leave one out.")
    if args.word is not None:
        return _print(explain.word(args.word, load.load()))
    if args.born is None:
        raise NotUnderstoodError(
            "explain needs a word, such as “handsong explain reflux”, or --born and the options of plan."
        )
    plan, wanted, content = _planned(args)
    _print(explain.whole_plan(plan, wanted, content))
    return _status(plan)


def _bundle(words: list[str]) -> int:
    args = arguments.bundle().read(words)
    plan, wanted, content = _planned(args)
    if plan.level.stops:
        sys.stderr.write(plan_text.text(plan, wanted, content))
        return NO_MASSAGE
    text = _as_json(session_bundle.of(plan, wanted, content, args))
    return (
        _print(text) if args.output in {None, "-"} else _print(craft.write(text, args.output, "the bundle"))
    )


def _show(words: list[str]) -> int:
    args = arguments.one_technique("show", "A technique: words, score, review state, sources.").read(words)
    content = load.load()
    return _print(craft.show(craft.technique(args.technique, content), content))


def _say(words: list[str]) -> int:
    args = arguments.say().read(words)
    content = load.load()
    one = craft.technique(args.technique, content)
    return _print(craft.say(one, content, name=called(args.name), only=craft.side(args.side, one)))


def _draw(words: list[str]) -> int:
    args = arguments.draw().read(words)
    content = load.load()
    one = craft.technique(args.technique, content)
    side = craft.side(args.side, one) or next(iter(one.score.sides), None)
    build = craft.build(args.build, one)
    art = Art(content.figures[build], content.hands)
    look = replace(craft.look(args.tone, build, left_handed=args.left_handed), standalone=True)
    drawing = svg.draw(one, art, content.scripts[given.LANGUAGE], side=side, look=look)
    if args.still:
        drawing = drawing.replace('class="drawing ', 'class="drawing is-still ', 1)
    if args.output in {None, "-"}:
        return _print(drawing + "\n")
    return _print(craft.write(drawing + "\n", args.output, f"the drawing of {one.id}"))


def _check(words: list[str]) -> int:
    args = arguments.check().read(words)
    from handsong.cli import check  # noqa: PLC0415 - geometry and models only when content is checked

    folder = files.HERE if args.folder is None else Path(args.folder)
    if not folder.is_dir():
        raise NotUnderstoodError(f"--folder: there is no folder “{folder}”. Check its name.")
    found = check.faults(folder, write=args.write)
    if found:
        _print("".join(f"{fault}\n" for fault in found))
        return FAULTS
    return _print(check.summary(load.read(folder)))


COMMANDS: Mapping[str, Callable[[list[str]], int]] = {
    "plan": _plan,
    "explain": _explain,
    "show": _show,
    "say": _say,
    "draw": _draw,
    "bundle": _bundle,
    "check": _check,
}
"""The commands of the craft; serving a household is main's."""
