"""What can be typed after `handsong`, with help that is read at 80 columns."""

from __future__ import annotations

import argparse
import re
from typing import NoReturn

from handsong.cli.names import NotUnderstoodError, nearest

WIDTH = 80

WELCOME = """Handsong: massage that fits this child, today.

  handsong plan --born 2026-10-02     what fits now, and why
  handsong explain --born 2026-10-02  why, and why not each of the others
  handsong explain reflux             a rule, condition, goal or sign
  handsong show TECHNIQUE             its words, score, review and sources
  handsong say TECHNIQUE              what is spoken, with times
  handsong draw TECHNIQUE -o x.svg    its moving drawing
  handsong bundle --born 2026-10-02   a session for the player, as JSON
  handsong check                      every fault in the content
  handsong serve                      the pages of a household
  handsong prepare                    compile what serving needs
  handsong backup                     one closed file of the household
  handsong restore FILE               check a backup and put it back

Add --help to a command for its options. docs/command-line.md tells the rest.
Handsong gives no diagnosis and no treatment. When you are worried, call your
nurse, your doctor or your emergency number.
"""

_NEEDS_VALUE = re.compile(r"argument (?:[^/]*/)*(?P<option>\S+): expected one argument")
_MISSING = re.compile(r"the following arguments are required: (?P<names>.+)")


class Parser(argparse.ArgumentParser):
    """An argument parser whose faults are one sentence, and whose words are never guessed."""

    def __init__(self, prog: str, description: str) -> None:
        """Make a parser for one command."""
        super().__init__(
            prog=prog,
            description=description,
            allow_abbrev=False,
            formatter_class=lambda prog: argparse.HelpFormatter(prog, max_help_position=28, width=WIDTH),
        )

    def error(self, message: str) -> NoReturn:
        """Raise the fault as a sentence."""
        if found := _NEEDS_VALUE.match(message):
            raise NotUnderstoodError(f"{found['option']} needs a value. “{self.prog} --help” shows its form.")
        if found := _MISSING.match(message):
            raise NotUnderstoodError(f"{found['names']}: is missing. “{self.prog} --help” shows the form.")
        raise NotUnderstoodError(f"{message[:1].upper()}{message[1:]}.")

    def read(self, words: list[str]) -> argparse.Namespace:
        """Return what was typed; a word that means nothing raises NotUnderstoodError with the nearest."""
        found, unknown = self.parse_known_args(words)
        if unknown:
            typed = unknown[0].partition("=")[0]
            near = nearest(typed, self._option_string_actions) if typed.startswith("--") else ""
            hint = f"Did you mean {near}?" if near else f"“{self.prog} --help” lists what can be given."
            raise NotUnderstoodError(f"“{typed}” means nothing here. {hint}")
        return found


def plan() -> Parser:
    """Return what can be typed after `plan`."""
    parser = Parser("handsong plan", "What fits this child now, in which order, and why.")
    _about_the_child(parser)
    parser.add_argument("--json", action="store_true", help="as data: docs/command-line.md tells its shape")
    return parser


def explain() -> Parser:
    """Return what can be typed after `explain`."""
    parser = Parser(
        "handsong explain",
        "A rule, condition, goal, sign or technique; or, with the options of plan, why each technique "
        "is in the plan or is not.",
    )
    parser.add_argument(
        "word", nargs="?", help="what to explain; or rules, conditions, goals, signs, techniques"
    )
    _about_the_child(parser)
    return parser


def bundle() -> Parser:
    """Return what can be typed after `bundle`."""
    parser = Parser("handsong bundle", "A plan as one piece of data for the player (docs/bundle.md).")
    _about_the_child(parser)
    parser.add_argument("--session", default="command-line", help="an id for the session")
    parser.add_argument("--practice", action="store_true", help="for a doll or cushion; nothing is recorded")
    _about_the_drawing(parser)
    parser.add_argument("-o", "--output", help="the file to write; without it the bundle is printed")
    return parser


def draw() -> Parser:
    """Return what can be typed after `draw`."""
    parser = Parser("handsong draw", "The drawing of a technique, as an SVG file that moves.")
    parser.add_argument("technique")
    parser.add_argument("-o", "--output", help="the file to write; without it the drawing is printed")
    parser.add_argument("--side", help="left or right: the child's own side; left when there are sides")
    parser.add_argument("--build", help="newborn, infant or child; else the one of its youngest stage")
    parser.add_argument("--still", action="store_true", help="with numbered steps, not moving")
    _about_the_drawing(parser)
    return parser


def one_technique(command: str, description: str) -> Parser:
    """Return what can be typed after a command that takes a technique."""
    parser = Parser(f"handsong {command}", description)
    parser.add_argument("technique")
    return parser


def say() -> Parser:
    """Return what can be typed after `say`."""
    parser = one_technique("say", "What is spoken during a technique, with times.")
    parser.add_argument("--name", help="what the child is called")
    parser.add_argument("--side", help="left or right; both, one after the other, when it is not given")
    return parser


def check() -> Parser:
    """Return what can be typed after `check`."""
    parser = Parser("handsong check", "Every fault in the content: file, place and remedy.")
    parser.add_argument("--write", action="store_true", help="write zones.json and the schemas anew")
    parser.add_argument("--folder", help="another folder of content")
    return parser


def _about_the_drawing(parser: Parser) -> None:
    parser.add_argument("--tone", default="2", help="skin tone, 1 to 6")
    parser.add_argument("--left-handed", action="store_true", help="led by the left hand")


def _about_the_child(parser: Parser) -> None:
    birth = parser.add_argument_group("the child")
    birth.add_argument("--name", help="what the child is called")
    birth.add_argument("--born", metavar="DAY", help="day of birth, such as 2026-10-02")
    birth.add_argument("--weeks-early", metavar="WEEKS", help="5, or 5+3 with days, or unknown")
    birth.add_argument("--due-date", metavar="DAY", help="the due date, instead of the weeks")
    birth.add_argument("--birth-weight", metavar="WEIGHT", help="1.9kg, 1900g or 4lb3oz")
    _repeated(birth, "--seen", "MILESTONE", "lifts-head, rolls, sits, crawls, stands")
    _repeated(birth, "--condition", "CONDITION", "something to know, such as hip-harness")
    _repeated(birth, "--yes", "CONDITION=WHO,DAY", "what a professional agreed to")
    birth.add_argument("--navel-healed", action="store_true", help="the navel is dry and healed")
    lately = parser.add_argument_group("what happened")
    _repeated(lately, "--happened", "WHAT=PART@DAY", "such as injection=leg.left@2026-11-22")
    _repeated(lately, "--still", "WHAT=PART@DAY", "the same, and it is still there or sore")
    lately.add_argument("--history", metavar="FILE", help="sessions so far: JSON Lines of events")
    moment = parser.add_argument_group("this moment")
    moment.add_argument("--on", metavar="DAY", help="the day of the plan; today when not given")
    moment.add_argument("--at", metavar="HH:MM", help="the time of day; 10:00 when --on comes alone")
    _repeated(moment, "--answer", "QUESTION=ANSWER", "readiness: state, feed, well, skin, place, unit")
    _repeated(moment, "--sign", "SIGN", "something that worries you, such as hard-breathing")
    wish = parser.add_argument_group("the wish")
    wish.add_argument("--goal", help="relax, sleep, tummy-comfort, closeness, body-awareness, …")
    wish.add_argument("--minutes", help="at most so long; a ceiling, never a target")
    wish.add_argument("--country", metavar="CODE", help="whose help numbers, such as AU")


def _repeated(group: argparse._ArgumentGroup, option: str, metavar: str, what: str) -> None:
    group.add_argument(option, action="append", default=[], metavar=metavar, help=f"{what} (repeat)")
