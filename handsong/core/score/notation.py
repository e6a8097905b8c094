"""The notation: `parse` reads a score from text, `write` gives the text back.

The grammar, with examples, is docs/score.md. `parse(write(score)) == score` for every score.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NoReturn

from handsong.core import body
from handsong.core.body import View
from handsong.core.score.model import (
    Arc,
    Breath,
    Carry,
    Circle,
    Contact,
    Hand,
    Line,
    Move,
    OpenBook,
    Path,
    Pressure,
    Score,
    Sense,
    Still,
    Tempo,
    Touch,
    Voice,
    landmarks_of,
)

OTHER_SIDE = "then the other side"

_TOKEN = re.compile(r"[^\s,:]+|[,:]")
_KEY = re.compile(r"[a-z][a-z0-9-]*")


class ScoreError(ValueError):
    """A score that cannot be read: says the line, the column and what was expected there."""

    def __init__(self, message: str, *, line: int, column: int) -> None:
        """Keep line and column, both counted from 1, beside the sentence."""
        super().__init__(f"line {line}, column {column}: {message}")
        self.line = line
        self.column = column


@dataclass
class _Line:
    """One line of a score, read word by word from the left."""

    number: int
    text: str

    def __post_init__(self) -> None:
        self.words = [(match.group(), match.start() + 1) for match in _TOKEN.finditer(self.text)]
        self.next = 0

    @property
    def is_indented(self) -> bool:
        return self.text[:1].isspace()

    @property
    def word(self) -> str:
        return self.words[self.next][0] if self.next < len(self.words) else ""

    @property
    def column(self) -> int:
        return self.words[self.next][1] if self.next < len(self.words) else len(self.text.rstrip()) + 1

    def fail(self, message: str) -> NoReturn:
        raise ScoreError(message, line=self.number, column=self.column)

    def take(self) -> str:
        word = self.word
        self.next += 1
        return word

    def accept(self, *words: str) -> bool:
        """Read these words if they come next."""
        ahead = [word for word, _ in self.words[self.next : self.next + len(words)]]
        if ahead != list(words):
            return False
        self.next += len(words)
        return True

    def expect(self, *words: str) -> None:
        for word in words:
            if self.word != word:
                self.fail(f"expected “{word}”{self.found()}")
            self.next += 1

    def found(self) -> str:
        return f", found “{self.word}”" if self.word else ", but the line ends here"

    def one_of(self, choices: Iterable[str], what: str) -> str:
        """Read one of these words, or fail naming the nearest."""
        known = sorted(choices)
        if self.word not in known:
            near = difflib.get_close_matches(self.word, known, n=1)
            hint = (
                f"; did you mean “{near[0]}”?" if near else f": one of {', '.join(known)}" * (len(known) < 9)
            )
            self.fail(f"expected {what}{self.found()}{hint}")
        return self.take()

    def number_before(self, what: str) -> int:
        if not self.word.isdecimal() or not 1 <= int(self.word) <= 600:
            self.fail(f"expected {what}, a whole number from 1 to 600{self.found()}")
        return int(self.take())

    def end(self) -> None:
        if self.word:
            self.fail(f"expected the end of the line{self.found()}")


def parse(text: str, *, view: View = View.FRONT) -> Score:
    """Return the score that the text says, for landmarks of this view of the body.

    Raises ScoreError with line, column and what was expected when it cannot be read.
    """
    lines = [_Line(number, raw) for number, raw in enumerate(text.splitlines(), start=1) if raw.strip()]
    if not lines:
        raise ScoreError("expected a move, such as “stroke, slow, gentle-firm, 4 times”", line=1, column=1)
    other_side = None
    if lines[-1].text.strip() == OTHER_SIDE:
        other_side = lines.pop()
    moves: list[Move] = []
    while lines:
        head = lines.pop(0)
        if head.is_indented:
            head.fail("expected a move to begin at the start of the line: a stroke, hold or movement")
        count = next((index for index, line in enumerate(lines) if not line.is_indented), len(lines))
        moves.append(_move(head, lines[:count], view))
        lines = lines[count:]
    score = Score(tuple(moves), other_side is not None)
    if other_side:
        _refuse_what_has_no_other_side(score, other_side)
    return score


def _refuse_what_has_no_other_side(score: Score, line: _Line) -> None:
    """Stop a mirrored tummy stroke: the colon runs one way in every child."""
    for move in score.moves:
        for voice in move.voices:
            if move.touch is Touch.STROKE and not isinstance(voice.path, Still):
                tummy = [
                    name for name in landmarks_of(voice.path) if body.base_of(name) in body.TUMMY_LANDMARKS
                ]
                if tummy:
                    line.fail(
                        f"a stroke over the tummy ({tummy[0]}) has no other side: "
                        "mirrored, it would run against the colon. Leave this line out"
                    )
    if not any(
        body.side_of(name)
        for move in score.moves
        for voice in move.voices
        for name in landmarks_of(voice.path)
    ):
        line.fail("expected a landmark with a side, such as knee.left, in a score that has another side")


def _move(head: _Line, lines: list[_Line], view: View) -> Move:
    touch = Touch(head.one_of(list(Touch), "a kind of touch"))
    read = _hold if touch is Touch.HOLD else _stroke_or_movement
    move = read(head, touch)
    voices: list[Voice] = []
    breath: Breath | None = None
    say = ""
    for line in lines:
        if line.accept("breathe", ":"):
            breath = Breath(line.one_of(list(Breath), "how to breathe"))
        elif line.accept("say", ":"):
            if not _KEY.fullmatch(line.word):
                line.fail(f"expected the key of a spoken line, such as hip-to-foot{line.found()}")
            say = line.take()
        else:
            voices.append(_voice(line, touch, view, voices))
        line.end()
    if not voices:
        head.next = len(head.words)
        head.fail("expected at least one hand on the lines below, such as “  right palm: still on navel”")
    hands = sum(2 if voice.hand is Hand.BOTH else 1 for voice in voices)
    if move.alternating and hands < 2:
        head.fail("expected two hands in a move that alternates")
    return Move(
        touch=touch,
        tempo=move.tempo,
        pressure=move.pressure,
        voices=tuple(voices),
        times=move.times,
        seconds=move.seconds,
        stay=move.stay,
        alternating=move.alternating,
        breath=breath,
        say=say,
    )


def _hold(head: _Line, touch: Touch) -> Move:
    """Read what follows “hold”: pressure and seconds."""
    head.expect(",")
    pressure = Pressure(head.one_of(list(Pressure), "a pressure"))
    head.expect(",")
    seconds = head.number_before("how long the hold lasts")
    head.expect("s")
    head.end()
    return Move(touch, Tempo.STILL, pressure, (), seconds=seconds)


def _stroke_or_movement(head: _Line, touch: Touch) -> Move:
    """Read what follows “stroke” or “movement”: tempo, pressure, how often, and what may follow."""
    head.expect(",")
    tempo = Tempo(head.one_of(set(Tempo) - {Tempo.STILL}, "a tempo"))
    head.expect(",")
    pressure = Pressure(head.one_of(set(Pressure) - {Pressure.RESTING}, "a pressure"))
    head.expect(",")
    times = head.number_before("how often")
    head.one_of(("times", "time"), "“times”")
    stay, alternating = 0, False
    while head.accept(","):
        if head.accept("alternating"):
            alternating = True
        else:
            head.expect("stay")
            stay = head.number_before("how long to stay at the end")
            head.expect("s")
    head.end()
    return Move(touch, tempo, pressure, (), times=times, stay=stay, alternating=alternating)


def _voice(line: _Line, touch: Touch, view: View, earlier: list[Voice]) -> Voice:
    hand = Hand(line.one_of(list(Hand), "a hand (left, right or both), “breathe:” or “say:”"))
    taken = {voice.hand for voice in earlier}
    if taken and (hand in taken or Hand.BOTH in taken | {hand}):
        line.next = 0
        line.fail(f"the {hand} hand{'s have' if hand is Hand.BOTH else ' has'} a part in this move already")
    plurals = {_plural(contact): contact for contact in Contact} if hand is Hand.BOTH else {}
    contacts = plurals or {str(contact): contact for contact in Contact}
    contact = contacts[line.one_of(contacts, "what of the hand touches")]
    line.expect(":")
    path = _path(line, hand, view)
    _refuse_wrong_touch(line, touch, path)
    return Voice(hand, contact, path)


def _refuse_wrong_touch(line: _Line, touch: Touch, path: Path) -> None:
    """Hold the kinds of touch apart: a hold is still, and only a movement carries."""
    if touch is Touch.HOLD and not isinstance(path, Still):
        line.fail("a hold keeps still: expected “still on” or “still under”")
    if isinstance(path, Carry) and touch is not Touch.MOVEMENT:
        line.fail("only a movement carries a part of the body: begin the move with “movement”")


def _path(line: _Line, hand: Hand, view: View) -> Path:
    kinds: dict[str, Callable[[], Path]] = {
        "still": lambda: _still(line, hand, view),
        "line": lambda: Line(_from_over_to(line, hand, view)),
        "arc": lambda: _arc(line, hand, view),
        "circle": lambda: _circle(line, hand, view),
        "open-book": lambda: _open_book(line, hand, view),
        "carry": lambda: _carry(line, hand, view),
    }
    return kinds[line.one_of(kinds, "a path")]()


def _still(line: _Line, hand: Hand, view: View) -> Still:
    under = line.one_of(("on", "under"), "“on” or “under”") == "under"
    return Still(_landmark(line, hand, view), under)


def _from_over_to(line: _Line, hand: Hand, view: View) -> tuple[str, ...]:
    line.expect("from")
    names = [_landmark(line, hand, view)]
    while line.accept("over"):
        names.append(_landmark(line, hand, view))
    line.expect("to")
    return (*names, _landmark(line, hand, view))


def _open_book(line: _Line, hand: Hand, view: View) -> OpenBook:
    if hand is not Hand.BOTH:
        line.fail("an open book is smoothed by both hands: begin the line with “both”")
    return OpenBook(_from_over_to(line, hand, view))


def _arc(line: _Line, hand: Hand, view: View) -> Arc:
    sense = Sense(line.one_of(list(Sense), "which way round"))
    line.expect("from")
    start = _landmark(line, hand, view)
    line.expect("to")
    end = _landmark(line, hand, view)
    line.expect("around")
    return Arc(sense, start, end, _landmark(line, hand, view))


def _circle(line: _Line, hand: Hand, view: View) -> Circle:
    sense = Sense(line.one_of(list(Sense), "which way round"))
    line.expect("from")
    start = _landmark(line, hand, view)
    line.expect("around")
    return Circle(sense, start, _landmark(line, hand, view))


def _carry(line: _Line, hand: Hand, view: View) -> Carry:
    held = _landmark(line, hand, view)
    names: list[str] = []
    while line.accept("over"):
        names.append(_landmark(line, hand, view))
    line.expect("to")
    return Carry(held, (*names, _landmark(line, hand, view)))


def _landmark(line: _Line, hand: Hand, view: View) -> str:
    """Read a landmark; both hands may leave out the side, since each has its own."""
    known = body.landmarks(view)
    if hand is Hand.BOTH:
        known |= body.SIDED_LANDMARKS[view]
    if line.word in body.SIDED_LANDMARKS[view] and hand is not Hand.BOTH:
        line.fail(f"“{line.word}” needs a side: {line.word}.left or {line.word}.right")
    return line.one_of(known, f"a landmark of the {view}")


def write(score: Score) -> str:
    """Return the score as text that `parse` reads back to the same score."""
    moves = "\n\n".join(_write_move(move) for move in score.moves)
    return f"{moves}\n\n{OTHER_SIDE}\n" if score.other_side else f"{moves}\n"


def _write_move(move: Move) -> str:
    if move.touch is Touch.HOLD:
        head = [move.touch, move.pressure, f"{move.seconds} s"]
    else:
        head = [move.touch, move.tempo, move.pressure, f"{move.times} time{'s' * (move.times != 1)}"]
    head += ["alternating"] * move.alternating
    head += [f"stay {move.stay} s"] * bool(move.stay)
    lines = [", ".join(head)]
    lines += [f"  {voice.hand} {_contact(voice)}: {_write_path(voice.path)}" for voice in move.voices]
    lines += [f"  breathe: {move.breath}"] * (move.breath is not None)
    lines += [f"  say: {move.say}"] * bool(move.say)
    return "\n".join(lines)


def _contact(voice: Voice) -> str:
    return _plural(voice.contact) if voice.hand is Hand.BOTH else voice.contact


def _plural(contact: Contact) -> str:
    return contact if contact.endswith("s") else f"{contact}s"


def _write_path(path: Path) -> str:
    match path:
        case Still(at=at, under=under):
            return f"still {'under' if under else 'on'} {at}"
        case Line(over=over):
            return f"line {_write_over(over)}"
        case OpenBook(over=over):
            return f"open-book {_write_over(over)}"
        case Carry(held=held, over=over):
            return f"carry {held} " + "".join(f"over {name} " for name in over[:-1]) + f"to {over[-1]}"
        case Arc(sense=sense, start=start, end=end, centre=centre):
            return f"arc {sense} from {start} to {end} around {centre}"
        case Circle(sense=sense, start=start, centre=centre):
            return f"circle {sense} from {start} around {centre}"


def _write_over(names: tuple[str, ...]) -> str:
    return f"from {names[0]} " + "".join(f"over {name} " for name in names[1:-1]) + f"to {names[-1]}"
