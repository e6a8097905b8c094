"""Files become values here: read each, join them, and hold them against each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from handsong.content import agreement, convert, course_reading, files, invariants, models, values
from handsong.content.professional_models import ProfessionalsFile
from handsong.core import product, safety
from handsong.core.age import Stage
from handsong.core.body import (
    MIDDLE_LANDMARKS,
    SIDED_LANDMARKS,
    ZONES,
    Build,
    Chain,
    Figure,
    Hands,
    Region,
    View,
    landmarks,
)
from handsong.core.child import SOMETHING_ELSE, Happening
from handsong.core.course import Week
from handsong.core.cues import TARGETS, EndedBy, Response, State
from handsong.core.findings import RuleBook
from handsong.core.plan import Craft
from handsong.core.readiness import MOST_CAREFUL
from handsong.core.score.model import Contact, Pressure, Sense, Tempo
from handsong.core.score.notation import ScoreError
from handsong.core.score.timeline import timeline
from handsong.core.script import FORMS, Script
from handsong.core.technique import Library, Milestone, Review, Technique

_M = TypeVar("_M", bound=BaseModel)

LANGUAGES = ("en",)
"""Languages in which every safety text is complete; no other can be chosen."""

LINES = frozenset(
    {"look", "ask-region", "ask-movement", "other-side", "soften", "praise", "not-now", "safe-sleep"}
)
"""The spoken lines that belong to no one state."""

LANDMARK_NAMES = frozenset().union(*SIDED_LANDMARKS.values(), *MIDDLE_LANDMARKS.values())

WORDS = frozenset(
    {"on-left", "on-right", "part", "for-seconds", "so-often", "rests-on", "rests-under", "glides", "carries"}
    | {"arcs", "circles", "over", "from-to", "hand-left", "hand-right"}
    | {*Tempo, *Pressure, *Contact, *Sense}
)
"""What the words of a drawing are made of (render/words.py)."""

PLANNING_RULES = frozenset(
    {
        "enough-today", "length-grows", "length-today", "length-careful", "length-wished",
        "goal-not-served", "refused-twice", "holds-after-two-stops", "another-goal", "one-closing",
        "quiet-alone", "strokes-first", "one-region-first", "two-new-at-most", "no-jumping", "no-time-left", "why-closing",
        "declined",
        "nothing-fits",
        "two-floor", "two-turns", "two-stop",
        "why-containment", "why-goal", "why-hoped", "why-before-movement", "why-liked", "why-known", "why-new",
    }
)  # fmt: skip
"""The planner's own reasons: each must have its words."""


class Reading:
    """One reading of all content: what was read, and every fault found on the way."""

    def __init__(self, folder: Path, *, with_zones: bool) -> None:
        """Prepare to read this folder."""
        self.folder = folder
        self.with_zones = with_zones
        self.faults: list[str] = []
        self.reviews: dict[str, Review] = {}

    def content(self) -> values.Content:
        """Return everything, or raise ContentError with every fault."""
        sheets = {
            "safety": self._file("safety.toml", models.RulesFile),
            "planner": self._file("planner.toml", models.PlannerFile),
            "products": self._file("products.toml", models.ProductsFile),
            "conditions": self._file("conditions.toml", models.ConditionsFile),
            "signs": self._file("signs.toml", models.SignsFile),
            "readiness": self._file("readiness.toml", models.ReadinessFile),
            "cues": self._file("cues.toml", models.CuesFile),
            "help": self._file("help.toml", models.HelpFile),
            "words": self._file("words.toml", models.WordsFile),
            "professionals": self._file("professionals.toml", ProfessionalsFile),
        }
        figures = self._figures()
        hands = self._hands()
        sources = self._sources()
        self._stop_at_faults()
        techniques = self._techniques(figures)
        routines = self._routines()
        self._stop_at_faults()
        content = self._joined(
            sheets, drawn=(figures, hands), sources=sources, techniques=techniques, routines=routines
        )
        self._hold_together(content)
        self.faults += agreement.faults(content, sheets)
        self._stop_at_faults()
        return content

    def _stop_at_faults(self) -> None:
        if self.faults:
            raise files.ContentError(self.faults)

    def _file(self, name: str, model: type[_M]) -> Any:
        read = files.toml(self.folder / name, model, self.faults)
        if read is not None:
            self.reviews[name] = convert.review(read.review)  # type: ignore[attr-defined]  # every such file has one
        return read

    def _figures(self) -> dict[Build, Figure]:
        figures = {}
        for build in Build:
            file = files.toml(self.folder / "figures" / f"{build}.toml", models.FigureFile, self.faults)
            if file is None:
                continue
            figures[build] = convert.figure(file)
            for view in View:
                drawn = figures[build].landmarks[view]
                self._compare(f"figures/{build}.toml: landmarks.{view}", drawn, landmarks(view))
        return figures

    def _hands(self) -> Hands:
        file = files.toml(self.folder / "figures" / "hands.toml", models.HandsFile, self.faults)
        self._stop_at_faults()
        return convert.hands(file) if file else Hands({}, Chain((), ()), ())

    def _sources(self) -> dict[str, values.Source]:
        raw = self.folder / "sources.toml"
        file = files.toml(raw, models.SourcesFile, self.faults)
        if file is None:
            return {}
        return {
            key: values.Source(key, source.title, source.address, source.authority, source.note)
            for key, source in file.source.items()
        }

    def _techniques(self, figures: Mapping[Build, Figure]) -> list[Technique]:
        stored = files.zones(self.folder)
        techniques = []
        for path in files.technique_files(self.folder):
            file = files.toml(path, models.TechniqueFile, self.faults)
            if file is None:
                continue
            place = f"techniques/{path.name}"
            try:
                technique = convert.technique(
                    path.stem, file, self._stored_zones(path.stem, file, stored, figures)
                )
            except ScoreError as error:
                self.faults.append(f"{place}: score, {error}.")
                continue
            self.reviews[place] = technique.review
            techniques.append(technique)
        return techniques

    def _stored_zones(
        self,
        name: str,
        file: models.TechniqueFile,
        stored: Mapping[str, Any],
        figures: Mapping[Build, Figure],
    ) -> dict[Build, dict[str, frozenset[str]]]:
        """Return the stored zones of a technique; it may not be used while they are out of date."""
        if not self.with_zones:
            return {}
        entry = stored.get(name, {})
        if entry.get("digest") != convert.zones_digest(file, figures):
            self.faults.append(
                f"techniques/{name}.toml: score: its zones were worked out for another score or figure. "
                "Run “handsong check --write”."
            )
            return {}
        return {
            Build(build): {side: frozenset(entered) for side, entered in sides.items()}
            for build, sides in entry["zones"].items()
        }

    def _routines(self) -> list[values.Routine]:
        routines = []
        for path in sorted((self.folder / "routines").glob("*.toml")):
            file = files.toml(path, models.RoutineFile, self.faults)
            if file is not None:
                routines.append(convert.routine(path.stem, file))
                self.reviews[f"routines/{path.name}"] = routines[-1].review
        return routines

    def _joined(
        self,
        sheets: Mapping[str, Any],
        *,
        drawn: tuple[dict[Build, Figure], Hands],
        sources: dict[str, values.Source],
        techniques: list[Technique],
        routines: list[values.Routine],
    ) -> values.Content:
        safety_file, planner, products = sheets["safety"], sheets["planner"], sheets["products"]
        book = convert.book(safety_file.rule, safety_file.review)
        craft = Craft(
            library=Library(tuple(sorted(techniques, key=lambda technique: technique.id))),
            safety=book,
            oil=convert.book(products.rule, products.review),
            planning=convert.book(planner.rule, planner.review),
            bands=convert.bands(planner),
        )
        return values.Content(
            craft=craft,
            figures=drawn[0],
            hands=drawn[1],
            conditions=tuple(convert.conditions(sheets["conditions"])),
            signs=tuple(convert.signs(sheets["signs"], book)),
            questions=tuple(convert.questions(sheets["readiness"])),
            happenings=tuple(convert.happenings(sheets["readiness"])),
            scripts={language: self._script(sheets, language) for language in LANGUAGES},
            countries={row.code: convert.country(row) for row in sheets["help"].country},
            elsewhere=sheets["help"].elsewhere,
            sources=sources,
            routines=tuple(routines),
            products=tuple(convert.products(products)),
            goals=tuple(convert.goals(planner)),
            not_goals=tuple(
                values.NotAGoal(row.id, tuple(row.words), row.why, tuple(row.sources))
                for row in planner.not_a_goal
            ),
            professionals=tuple(convert.professionals(sheets["professionals"])),
            course=self._course(),
            words=convert.vocabulary(sheets["words"], sheets["readiness"]),
            reviews=self.reviews,
            languages=LANGUAGES,
        )

    def _course(self) -> tuple[Week, ...]:
        weeks = course_reading.weeks(self.folder, self.faults)
        self.reviews |= {course_reading.place(week.number): week.review for week in weeks}
        return weeks

    def _script(self, sheets: Mapping[str, Any], language: str) -> Script:
        try:
            return convert.script(sheets["cues"], sheets["words"], language)
        except KeyError as error:
            self.faults.append(f"cues.toml or words.toml: {error.args[0]} is missing somewhere. Add it.")
            raise files.ContentError(self.faults) from None

    def _compare(self, place: str, found: Iterable[str], wanted: Iterable[str]) -> None:
        """Note what is missing from a set of names, and what is too much."""
        found, wanted = set(found), set(wanted)
        self.faults += [f"{place}: {name} is missing. Add it." for name in sorted(wanted - found)]
        self.faults += [f"{place}: {name} is not known. Take it out." for name in sorted(found - wanted)]

    def _hold_together(self, content: values.Content) -> None:
        """Hold the files against the craft and against each other."""
        craft = content.craft
        self._compare("safety.toml: rule", craft.safety.rules, safety.RULES)
        self._compare("products.toml: rule", craft.oil.rules, product.OIL_RULES)
        self._compare("planner.toml: rule", craft.planning.rules, PLANNING_RULES)
        self._compare(
            "readiness.toml: question", (question.id for question in content.questions), MOST_CAREFUL
        )
        self._compare("readiness.toml: happening", (row.id for row in content.happenings), set(Happening))
        for script in content.scripts.values():
            self._compare("cues.toml: target", script.targets, set(TARGETS))
            self._compare("cues.toml: response", script.responses, set(Response))
            self._compare("cues.toml: ended", script.ended, set(EndedBy))
            self._compare("cues.toml: state", script.states, set(State) - {State.ENDED})
            self._compare("cues.toml: opening", script.openings, set(FORMS.values()))
            self._compare("cues.toml: line", script.lines, LINES)
            self._compare("words.toml: region", script.regions, set(Region))
            self._compare("words.toml: landmark", script.landmarks, LANDMARK_NAMES)
            self._compare("words.toml: word", script.words, WORDS)
        self._compare("words.toml: stage", content.words.stage, set(Stage))
        self._compare("words.toml: milestone", content.words.milestone, set(Milestone))
        spoken_of = {name for rule in craft.safety.rules.values() for name in rule.conditions}
        spoken_of |= {name for rule in craft.oil.rules.values() for name in rule.conditions}
        self._compare("conditions.toml: condition", (row.id for row in content.conditions), spoken_of)
        ticked = {name for rule in craft.safety.rules.values() for name in rule.signs}
        beside = {name for rule in craft.safety.rules.values() for group in rule.together for name in group}
        ticked |= beside - {row.id for row in content.conditions}
        self._compare("signs.toml: sign", (row.id for row in content.signs), ticked)
        self._known(
            "safety.toml", "zone", (z for r in craft.safety.rules.values() for z in r.scope.zones), ZONES
        )
        self._known(
            "safety.toml",
            "technique",
            (t for r in craft.safety.rules.values() for t in r.scope.keeps),
            craft.library.by_id,
        )
        for routine in content.routines:
            self._known(f"routines/{routine.id}.toml", "technique", routine.techniques, craft.library.by_id)
        self.faults += course_reading.disagreements(
            content.course, craft.library, content.sources, content.languages
        )
        for book, place in ((craft.safety, "safety.toml"), (craft.oil, "products.toml")):
            self._check_book(book, place, content)
        for technique in craft.library:
            self._check_technique(technique, content)
        if SOMETHING_ELSE not in {row.id for row in content.conditions}:
            self.faults.append(
                "conditions.toml: something-else is missing. Add it: free text must lead to asking."
            )

    def _known(self, place: str, what: str, names: Iterable[str], known: Iterable[str]) -> None:
        for name in sorted(set(names) - set(known)):
            self.faults.append(f"{place}: {what} {name} is not known. Check its spelling.")

    def _check_book(self, book: RuleBook, place: str, content: values.Content) -> None:
        for rule in book.rules.values():
            self._known(f"{place}: {rule.id}", "source", rule.sources, content.sources)
            if not rule.sources and rule.certainty != "our careful default":
                self.faults.append(
                    f"{place}: {rule.id}: has no source. Name one, or call it our careful default."
                )
            for language in content.languages:
                try:
                    rule.finding().reason(language)
                except (KeyError, IndexError) as error:
                    self.faults.append(
                        f"{place}: {rule.id}: reason.{language} needs {error}. Add that number."
                    )

    def _check_technique(self, technique: Technique, content: values.Content) -> None:
        """Hold one technique to the invariants of section 12 of the domain reference."""
        place = f"techniques/{technique.id}.toml"
        self._known(place, "source", technique.sources, content.sources)
        for language in content.languages:
            if language not in technique.words:
                self.faults.append(f"{place}: text.{language} is missing. Add it.")
                continue
            for side in technique.score.sides or (None,):
                try:
                    timeline(technique.score, technique.view, technique.words[language].said, side)
                except KeyError as error:
                    self.faults.append(
                        f"{place}: text.{language}.say.{error.args[0]} is missing. Add the spoken line."
                    )
                    break
        for fault in invariants.faults(technique):
            self.faults.append(f"{place}: {fault}")
