"""One technique in three media: shown in words, said in time, drawn."""

from __future__ import annotations

from pathlib import Path

from handsong.cli import explain, paper, quantities
from handsong.cli.given import LANGUAGE
from handsong.cli.names import NotUnderstoodError, one_of
from handsong.content.values import Content
from handsong.core.age import Stage
from handsong.core.body import Build, Side
from handsong.core.score import notation
from handsong.core.technique import Technique, build_for
from handsong.render import speech, svg


def technique(typed: str, content: Content) -> Technique:
    """Return the technique with this id; raises NotUnderstoodError with the nearest."""
    library = content.craft.library
    called = {one.words[LANGUAGE].name: one.id for one in library}
    return library.by_id[one_of("technique", typed, library.by_id, also=called)]


def side(typed: str | None, one: Technique) -> Side | None:
    """Return the side that was typed, or None; a technique without sides has none to choose."""
    if typed is None:
        return None
    found = Side(one_of("--side", typed, Side))
    if not one.score.sides:
        raise NotUnderstoodError(f"--side: {one.id} is done without sides. Leave --side out.")
    return found


def show(one: Technique, content: Content) -> str:
    """Return all that is known of a technique: words, score, review state, sources."""
    words = one.words[LANGUAGE]
    stages = ", ".join(content.words.stage[stage][LANGUAGE] for stage in Stage if stage in one.stages)
    named = content.words
    seconds = quantities.in_words(one.seconds(one.score.sides))
    sides = ", both sides together" if one.score.sides else ""
    facts = {
        "Kind": f"{one.touch}, {named.region[one.region][LANGUAGE]}, {named.position[one.position][LANGUAGE]}",
        "For": stages,
        "By": "the young person’s own hands" if one.giver == "self" else "a parent or carer",
        "Lasts": f"{seconds}{sides}",
        "May serve": ", ".join(sorted(one.goals)),
        "Needs": ", ".join(named.milestone[need][LANGUAGE] for need in sorted(one.needs)),
        "Tags": ", ".join(sorted(one.tags)),
        "Evidence": one.evidence,
    }
    return paper.joined(
        [
            paper.heading(f"{words.name} [{one.id}]"),
            paper.paragraph(paper.named(words.summary, "")),
            "\n".join(paper.paragraph(value, first=f"{key}: ") for key, value in facts.items() if value),
            "\n".join(
                paper.paragraph(paper.named(step, ""), first=f"{n}. ")
                for n, step in enumerate(words.how, start=1)
            ),
            paper.paragraph(paper.named(words.watch, "")),
            "\n".join(paper.paragraph(paper.named(caution, ""), first="- ") for caution in words.cautions),
            paper.heading("Score"),
            notation.write(one.score).rstrip(),
            paper.paragraph(f"Review: {explain.reviewed(one.review)}."),
            "\n".join([paper.heading("Sources"), paper.bibliography(one.sources, content)]),
        ]
    )


def say(one: Technique, content: Content, *, name: str, only: Side | None) -> str:
    """Return what is spoken, with minutes and seconds from the beginning of each side."""
    script = content.scripts[LANGUAGE]
    sides = (only,) if only else (one.score.sides or (None,))
    blocks = []
    for on in sides:
        rows = [paper.heading(f"{one.words[LANGUAGE].name}{f', {on} side' if on else ''}")]
        rows += [
            paper.paragraph(paper.named(line.say, name), first=f"{_clock(line.at)}  ")
            for line in speech.lines(one, script, on)
        ]
        rows.append(f"{_clock(one.seconds((on,) if on else ()))}  (the end)")
        blocks.append("\n".join(rows))
    return paper.joined(blocks)


def build(typed: str | None, one: Technique) -> Build:
    """Return the body to draw on: the one that was typed, or that of the technique's youngest stage."""
    if typed is not None:
        return Build(one_of("--build", typed, Build))
    return build_for(next(stage for stage in Stage if stage in one.stages))


def look(tone: str, on: Build, *, left_handed: bool) -> svg.Look:
    """Return how a drawing on this body looks; a child from three on is dressed."""
    tones = [str(number) for number in range(1, 7)]
    return svg.Look(
        tone=int(one_of("--tone", tone, tones)), dressed=on is Build.CHILD, left_handed=left_handed
    )


def write(text: str, output: str, what: str) -> str:
    """Write a file in one piece and return a sentence that says so."""
    try:
        Path(output).write_text(text, encoding="utf-8")
    except OSError as error:
        raise NotUnderstoodError(f"--output: “{output}” cannot be written: {error.strerror}.") from None
    return f"Wrote {what} to {output} ({len(text.encode()) / 1024:.1f} KiB).\n"


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
