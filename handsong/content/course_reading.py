"""The files of the home course become weeks, and are held against the library and the bibliography."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from handsong.content import convert, files
from handsong.content.course_models import LessonFile, ReadingFile, WeekFile
from handsong.core.age import Stage
from handsong.core.course import WEEKS, Lesson, Reading, Week
from handsong.core.planner import HOLDS_FIRST
from handsong.core.score.model import Touch
from handsong.core.technique import Library

FOLDER = "course"


def place(number: int) -> str:
    """Return the file of a week as content authors know it."""
    return f"{FOLDER}/week-{number}.toml"


def weeks(folder: Path, faults: list[str]) -> tuple[Week, ...]:
    """Return the weeks that can be read, in order; faults are added to the list."""
    read = ((number, _read(folder, number, faults)) for number in range(1, WEEKS + 1))
    return tuple(_week(file) for number, file in read if file is not None)


def _read(folder: Path, number: int, faults: list[str]) -> WeekFile | None:
    file = files.toml(folder / place(number), WeekFile, faults)
    if file is not None and file.number != number:
        faults.append(f"{place(number)}: number: is {file.number}. Give {number}, as the file's name says.")
    return file


def _week(file: WeekFile) -> Week:
    return Week(
        number=file.number,
        name=file.name,
        lead=file.lead,
        lessons=tuple(_lesson(row) for row in file.lesson),
        readings=tuple(_reading(row) for row in file.reading),
        review=convert.review(file.review),
    )


def _lesson(file: LessonFile) -> Lesson:
    return Lesson(
        stages=frozenset(file.stages),
        techniques=tuple(file.techniques),
        watch=tuple(file.watch),
        practise=file.practise,
        look=file.look,
        attempt=file.attempt,
        sources=tuple(file.sources),
    )


def _reading(file: ReadingFile) -> Reading:
    return Reading(
        stages=frozenset(file.stages),
        title=file.title,
        text={language: tuple(rows) for language, rows in file.text.items()},
        sources=tuple(file.sources),
    )


def disagreements(
    course: Iterable[Week], library: Library, sources: Collection[str], languages: Iterable[str]
) -> Iterator[str]:
    """Yield what does not agree, each with file, place and remedy."""
    for week in course:
        for what, rows in (("lesson", week.lessons), ("reading", week.readings)):
            yield from _stages(week, what, rows)
            for row in rows:
                yield from (
                    f"{place(week.number)}: {what}: source {key} is not known. Check its spelling."
                    for key in sorted(set(row.sources) - set(sources))
                )
        for lesson in week.lessons:
            yield from _techniques(week, lesson, library)
        texts = [week.name, week.lead, *(row.title for row in week.readings)]
        texts += [text for row in week.lessons for text in (row.look, row.attempt)]
        spoken = [set(text) for text in texts] + [set(row.text) for row in week.readings]
        for language in languages:
            if any(language not in text for text in spoken):
                yield f"{place(week.number)}: a text lacks the language {language}. Add it."


def _stages(week: Week, what: str, rows: Iterable[Lesson] | Iterable[Reading]) -> Iterator[str]:
    """Yield each stage for which there is not one lesson and one reading."""
    found = Counter(stage for row in rows for stage in row.stages)
    for stage in Stage:
        if found[stage] != 1:
            yield f"{place(week.number)}: {what}: {stage} stands in {found[stage]} of them. Give it one."


def _techniques(week: Week, lesson: Lesson, library: Library) -> Iterator[str]:
    """Yield each technique that is not known, or was not made for a stage of the lesson."""
    where = f"{place(week.number)}: lesson"
    named = (*lesson.techniques, *lesson.watch, lesson.practise)
    unknown = sorted(set(named) - library.by_id.keys())
    yield from (f"{where}: technique {name} is not known. Check its spelling." for name in unknown)
    if unknown:
        return
    for name in lesson.techniques:
        for stage in sorted(lesson.stages - library.by_id[name].stages):
            yield f"{where}: technique {name} was not made for {stage}. Choose another, or give that stage its own lesson."
    begins_still = library.by_id[lesson.techniques[0]].touch is Touch.HOLD
    if lesson.stages & HOLDS_FIRST and not begins_still:
        yield f"{where}: technique {lesson.techniques[0]}: a newborn is held first. Begin with a hold."
