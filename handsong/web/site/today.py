"""What Today says of each child: one sentence about now, one Start, and a little beneath."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from handsong.content import load
from handsong.core import body, change, names, readiness, safety
from handsong.core.age import Age
from handsong.core.body import Region
from handsong.core.change import Change
from handsong.core.child import Happening
from handsong.core.findings import Finding, Level, Verdict
from handsong.core.progress import Progress, Recent
from handsong.core.score.model import Touch
from handsong.core.situation import Situation
from handsong.core.technique import Milestone, Technique
from handsong.render import age_words, day_words
from handsong.web.accounts.request import Glimpse
from handsong.web.diary import growth
from handsong.web.diary import live as living
from handsong.web.diary import queries as diary
from handsong.web.diary.live import Live
from handsong.web.diary.models import Session
from handsong.web.families import products
from handsong.web.families import queries as families
from handsong.web.families.models import Child, Happened
from handsong.web.library import drawings, shelf
from handsong.web.player import asking, flags, queries
from handsong.web.player.asking import Standing
from handsong.web.site import care as caring

LANGUAGE = "en"
FIRST_TOUCH = "first-touch"
A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)
A_TWIN_WITHIN = timedelta(days=2)
SPEAKS_OF = {
    "area-vaccine-site": Happening.INJECTION,
    "no-injury-72h": Happening.INJURY,
    "no-procedure-today": Happening.PROCEDURE,
    "area-plaster": Happening.PLASTER,
    "area-line": Happening.LINE,
    "area-broken-skin": Happening.BROKEN_SKIN,
    "area-rash": Happening.RASH,
    "area-bruise": Happening.BRUISE,
    "rf-bruise-baby": Happening.BRUISE,
    "area-lump": Happening.LUMP,
    "ask-lump": Happening.LUMP,
    "no-contagious-rash": Happening.CONTAGIOUS,
    "no-allergy-now": Happening.REACTION,
}
"""Rules that speak while something is still there, and of what."""


@dataclass(frozen=True)
class Note:
    """Something to mind today: how grave, the sentence, why, and what a person may do about it."""

    level: Level
    text: str
    why: str = ""
    can_be_settled: Happened | None = None
    can_be_said_yes_to: bool = False
    is_a_patch: bool = False

    @property
    def word(self) -> str:
        """The level as a word for style sheets."""
        return self.level.word

    @property
    def shape(self) -> str:
        """The template of its shape."""
        return f"site/icons/{shelf.SHAPES[self.level]}.html"


@dataclass(frozen=True)
class Care:
    """Whom to call: how grave it is, whose trouble it is, and whether something ticked leads here."""

    level: Level
    help: caring.Help
    is_about_a_parent: bool
    is_ticked: bool

    @property
    def is_emergency(self) -> bool:
        """Whether the number comes first."""
        return self.level is Level.EMERGENCY

    @property
    def is_grave(self) -> bool:
        """Whether nothing begins before somebody was called."""
        return self.level >= Level.TODAY


@dataclass(frozen=True)
class Known:
    """What Today was told about one child: how the checks of the last day left it, what is unfinished."""

    lately: Standing
    is_flagged: bool
    unfinished: Session | None
    live: Live | None
    tests: list[products.Standing]
    left_handed: bool

    @property
    def child(self) -> Child:
        """The child."""
        return self.lately.child

    @property
    def so_far(self) -> Progress:
        """What its sessions have shown."""
        return self.lately.so_far


@dataclass(frozen=True)
class Coming:
    """A new stage that begins within a week or today: the sentence, and what comes and goes."""

    title: str
    is_today: bool
    begins: tuple[Technique, ...]
    waits: tuple[Technique, ...]
    ends: tuple[Technique, ...]


@dataclass(frozen=True)
class Panel:
    """One child on Today; `care` is whom to call, where something was wrong within the last day.

    `coming` is what changes at the next stage, in the week before it; `live` what another phone does.
    """

    child: Child
    age: Age
    suits: str
    drawing: str
    notes: tuple[Note, ...]
    facts: tuple[tuple[str, str], ...]
    unfinished: Session | None
    practise: str
    care: Care | None
    coming: Coming | None
    live: Live | None

    @property
    def may_begin(self) -> bool:
        """Whether a massage could be begun with one tap: nothing grave, nothing in the middle here or elsewhere."""
        is_grave = self.care is not None and self.care.is_grave
        return self.child.may_care and not (is_grave or self.unfinished or self.live)


def panels(
    children: list[Child], current: Child, now: datetime, *, left_handed: bool, here: Collection[UUID]
) -> tuple[list[Panel], list[tuple[Child, Age, Live | None]]]:
    """Return the children shown in full, the current one first and a twin beside it; the others with age.

    `here` are the sessions that go on in this very browser; of others it is told what another phone does.
    """
    accounts = diary.accounts_of(children)
    open_now = living.lately(children, now)
    unfinished = living.unfinished_here(open_now, here)
    elsewhere = living.elsewhere(open_now, children, here, now)
    in_full = [current] + [child for child in children if child is not current and _are_twins(child, current)]
    others = [
        (child, Age(child.birth(), now.date()), elsewhere.get(child.pk))
        for child in children
        if child not in in_full
    ]
    tests, checks = products.running(in_full, now), flags.checks_of(in_full, now)
    shown = []
    for child in in_full:
        so_far = accounts.get(child.pk, Progress())
        lately = queries.lately(child, checks.get(child.pk, []), now, so_far)
        known = Known(
            lately=lately,
            is_flagged=bool(flags.of_child(child, checks.get(child.pk, []), lately.unasked)),
            unfinished=unfinished.get(child.pk),
            tests=tests.get(child.pk, []),
            live=elsewhere.get(child.pk),
            left_handed=left_handed,
        )
        shown.append(_panel(known, now))
    return shown, others


def _are_twins(one: Child, other: Child) -> bool:
    return abs(one.born_date - other.born_date) < A_TWIN_WITHIN


def _panel(known: Known, now: datetime) -> Panel:
    child, moment = known.child, known.lately.unasked
    verdict = _verdict(known.lately)
    change = _change(moment)
    greeting = _greeting(moment, asking.known(known.lately))
    return Panel(
        child=child,
        age=moment.age,
        suits=load.once().words.suits[moment.stage][LANGUAGE],
        drawing=_drawing(known, moment, greeting) if greeting else "",
        notes=(*_notes(child, verdict, now), *_patches(known.tests, now)),
        facts=tuple(_facts(child, moment, known.so_far, change)),
        unfinished=queries.to_go_on_with(known.lately, known.unfinished),
        practise=_to_practise(moment, greeting),
        care=_care(known, verdict),
        coming=_coming(child, change, moment) if change else None,
        live=known.live,
    )


def _change(now: Situation) -> Change | None:
    """Return what changes at the next stage, in the week before it; a child in a unit has other stages."""
    if now.is_before_term:
        return None
    return change.at_next_stage(now.age, load.once().craft.library, now.child.seen)


def _coming(child: Child, change: Change, now: Situation) -> Coming:
    """Return a new stage as Today says it: never as something the child is due to be able to do."""
    words, name = load.once().words, names.isolated(child.name)
    stage, today = words.stage[change.stage][LANGUAGE].lower(), now.now.date()
    since = "today" if change.day == today else f"{day_words.day_in_words(change.day, today)} on"
    library, free = load.once().craft.library, _free_on(change.day, now)
    return Coming(
        title=f"From {since} {name} counts as {_a(stage)}",
        is_today=change.day == today,
        begins=tuple(row for row in change.begins if library.holds(free, row)),
        waits=tuple(row for row in change.waits if library.holds(free, row)),
        ends=change.ends,
    )


def _free_on(day: date, now: Situation) -> int:
    """Return what may be done on a day to come: what lasts counts, what passes and what is seen does not."""
    child = replace(now.child, facts=(), seen=frozenset(Milestone), navel_healed=True)
    then = Situation(child, now.now + (day - now.now.date()))
    return safety.allowed(load.once().craft.library, then, families.verdict(then))


def _a(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _verdict(lately: Standing) -> Verdict:
    """Return what the rules say before anything is asked, red flags of the last day included."""
    found = families.verdict(lately.unasked).findings
    flagged = flags.findings(lately.unasked, lately.flags)
    return Verdict(tuple(sorted((*flagged, *found), key=lambda finding: -finding.level)))


def _care(known: Known, verdict: Verdict) -> Care | None:
    """Return whom to call: after something grave, and after a session in which something was wrong."""
    if verdict.level < Level.TODAY and not known.lately.unasked.care_endings:
        return None
    return Care(
        level=verdict.level,
        help=caring.help_for(known.child.here_country or "", LANGUAGE),
        is_about_a_parent=bool(known.lately.flags & readiness.PARENTS_SIGNS),
        is_ticked=known.is_flagged,
    )


def _greeting(now: Situation, verdict: Verdict) -> Technique | None:
    """Return a technique that may be done with this child today, if there is one.

    A still hold of the whole child greets best; where none is free, the first that is taught.
    """
    library = load.once().craft.library
    free = safety.allowed(library, now, verdict)
    fitting = [row for row in shelf.techniques(shelf.Wish(stage=now.stage)) if library.holds(free, row)]
    return min(
        fitting, key=lambda row: (row.region is not Region.WHOLE, row.touch is not Touch.HOLD), default=None
    )


def _drawing(known: Known, now: Situation, greeting: Technique) -> str:
    glimpse = Glimpse(known.child.name, known.child.tone, now.stage)
    wanted = drawings.wanted(greeting, glimpse, left_handed=known.left_handed)
    return drawings.named_for(wanted, str(known.child.pk))


def _patches(tests: list[products.Standing], now: datetime) -> Iterable[Note]:
    """Yield when to look at a patch test that is running."""
    for test in tests:
        when = "now" if test.is_late or not test.next_look else day_words.time_in_words(test.next_look, now)
        yield Note(
            Level.ADAPT,
            f"Patch test, {test.product.name[LANGUAGE].lower()}: look at the skin {when}.",
            is_a_patch=True,
        )


def _to_practise(now: Situation, greeting: Technique | None) -> str:
    """Return what is practised first at this stage: a routine, or else the technique that greets."""
    routines = [row.id for row in load.once().routines if now.stage in row.stages]
    if FIRST_TOUCH in routines:
        return FIRST_TOUCH
    return next(iter(routines), greeting.id if greeting else "")


def _notes(child: Child, verdict: Verdict, now: datetime) -> Iterable[Note]:
    """Yield what a parent would want to know before pressing Start, the gravest first."""
    parts = load.once().words.part
    for finding in _once(verdict.findings):
        fact = _behind(finding, child)
        if finding.level.stops:
            until = f" Try again from {day_words.time_in_words(finding.until, now)}." if finding.until else ""
            yield Note(finding.level, finding.reason(LANGUAGE) + until, can_be_settled=fact)
        elif finding.level is Level.ASK:
            may_be_yes = bool(families.asked([finding], LANGUAGE))
            yield Note(
                finding.level,
                finding.reason(LANGUAGE),
                can_be_settled=fact,
                can_be_said_yes_to=may_be_yes,
            )
        elif _is_about_a_place(finding):
            yield Note(finding.level, _rests(finding, parts, now), finding.reason(LANGUAGE), fact)


def _once(findings: Iterable[Finding]) -> Iterable[Finding]:
    """Yield each finding once: of those that say the same of a stop, the one that lasts longest."""
    latest: dict[tuple[str, str], Finding] = {}
    for finding in findings:
        about = (finding.rule.id, "" if finding.level.stops else finding.where)
        said = latest.get(about)
        if said is None or (said.until and (finding.until is None or finding.until > said.until)):
            latest[about] = finding
    return latest.values()


def _is_about_a_place(finding: Finding) -> bool:
    """Whether something that happened leaves out a part of the body for a while."""
    return finding.level is Level.AVOID and finding.scope.zones > finding.rule.scope.zones


def _rests(finding: Finding, parts: Mapping[str, Mapping[str, str]], now: datetime) -> str:
    part = parts[finding.where][LANGUAGE] if finding.where in body.PARTS else ""
    where = f"The {part}" if part else "Every place it could be"
    if finding.until is None:
        until = "while it is there"
    elif finding.until - now > A_DAY:
        until = f"until {day_words.day_in_words(finding.until.astimezone(now.tzinfo).date(), now.date())}"
    else:
        until = f"until {day_words.time_in_words(finding.until, now)}"
    return f"{where} rests {until}."


def _behind(finding: Finding, child: Child) -> Happened | None:
    """Return what is still there and makes the rule speak, so that it can be said to be gone."""
    kind = SPEAKS_OF.get(finding.rule.id)
    return next(
        (
            fact
            for fact in child.happenings.all()
            if fact.is_open and fact.what == kind and fact.part == finding.where
        ),
        None,
    )


def _facts(
    child: Child, now: Situation, so_far: Progress, change: Change | None
) -> Iterable[tuple[str, str]]:
    """Yield the little table beneath Start; a stage that is about to change has its own place."""
    if so_far.last:
        yield "Last time", _last_time(so_far.last, child, now.now)
        week = [session for session in so_far.within(A_WEEK, now.now) if session.is_over]
        if week:
            minutes = day_words.minutes_in_words(sum(session.minutes for session in week))
            yield "This week", f"{day_words.times_in_words(len(week)).capitalize()}, {minutes} in all"
    if now.stage in growth.WORDLESS and so_far.sessions:
        yield "The question", growth.learning(names.isolated(child.name), so_far, now.now)
    coming = age_words.next_stage(now.age)
    if coming and not now.is_before_term and not (change and change.day == coming[1]):
        stage, day = coming
        name = load.once().words.stage[stage][LANGUAGE]
        yield (
            "Next",
            f"{name}, {day_words.wait_in_words(now.now.date(), day)}, on {day_words.date_in_words(day)}",
        )


def _last_time(last: Recent, child: Child, now: datetime) -> str:
    """Return when the last massage was, how long, and how it ended."""
    minutes = day_words.minutes_in_words(last.minutes)
    began_at = child.seen_from_here(last.started_at)
    when = diary.when_in_words(began_at, last.told, now, child.here_day_starts or 0)
    how = "added afterwards" if last.told else diary.shortly(last.ended_by, child.name)
    said = f"{when}, {'about ' if last.told else ''}{minutes}, {how}"
    return said[:1].upper() + said[1:]
