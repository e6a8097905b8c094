"""The rule book: a child and a moment in, findings out, and what may be done then.

Every rule of content/safety.toml stands here with the shape of its condition; the file there
gives it level, numbers, words, sources, and what it leaves out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from handsong.core import rules
from handsong.core.child import Happening
from handsong.core.findings import Finding, Level, Rule, RuleBook, Verdict
from handsong.core.readiness import Answers, Feed, Place, Skin, State
from handsong.core.situation import Situation
from handsong.core.technique import Library, Scope

RULES: Mapping[str, rules.Test] = {
    # Always, by age and by birth (domain reference 4.3, 4.9, 12)
    "never-zones": rules.always,
    "not-checked-yet": rules.always,
    "age-stage": rules.age_stage,
    "milestone-not-seen": rules.milestone_not_seen,
    "before-term-holds": rules.before_term,
    "ask-unit": rules.ask_unit,
    "unit-not-yet": rules.unit_not_yet,
    "newborn-gently": rules.newborn_gently,
    "area-navel": rules.navel_not_healed,
    "young-hips": rules.young_hips,
    "early-birth-tummy": rules.early_birth_tummy,
    "born-small-or-early": rules.born_small_or_early,
    "correction-not-needed": rules.correction_not_needed,
    "child-decides": rules.child_decides,
    "dressed-from-three": rules.child_decides,
    # A professional first (4.4): holds until the yes
    "ask-heart": rules.until_yes,
    "ask-epilepsy": rules.until_yes,
    "ask-shunt": rules.until_yes,
    "ask-hip": rules.until_yes,
    "ask-bleeding": rules.until_yes,
    "ask-bones": rules.until_yes,
    "ask-cancer": rules.until_yes,
    "ask-liver-kidney": rules.until_yes,
    "ask-gut": rules.until_yes,
    "ask-jaundice": rules.until_yes,
    "ask-down": rules.until_yes,
    "ask-neuro": rules.until_yes,
    "ask-airway": rules.until_yes,
    "ask-skin": rules.until_yes,
    "ask-syndrome": rules.until_yes,
    "ask-poor-growth": rules.until_yes,
    "ask-diabetes": rules.until_yes,
    "ask-groin-hernia": rules.until_yes,
    "ask-teen-clot": rules.until_yes,
    "ask-teen-injury": rules.until_yes,
    "ask-eating-selfharm": rules.until_yes,
    "ask-trauma": rules.until_yes,
    "ask-pregnant-teen": rules.until_yes,
    "ask-something-else": rules.until_yes,
    "ask-surgery": rules.ask_surgery,
    "ask-lump": rules.while_open(Happening.LUMP),
    "ask-line": rules.while_open(Happening.LINE),
    # What a condition leaves out or changes (4.2, 4.3), a yes or not
    "hips-left-out": rules.with_condition,
    "neck-left-out": rules.with_condition,
    "head-left-out": rules.with_condition,
    "face-left-out": rules.with_condition,
    "breastbone-left-out": rules.with_condition,
    "airway-not-prone": rules.with_condition,
    "tube-left-out": rules.with_condition,
    "navel-hernia": rules.until_yes,
    "groin-left-out": rules.with_condition,
    "circumcision": rules.with_condition,
    "growth-plate": rules.with_condition,
    "legs-left-out": rules.with_condition,
    "reflux": rules.with_condition,
    "muscle-tone": rules.until_yes,
    "touch-aversion": rules.with_condition,
    "colic": rules.with_condition,
    "easily-overwhelmed": rules.with_condition,
    "sight-or-hearing": rules.with_condition,
    "dislikes-undressing": rules.with_condition,
    "eczema": rules.with_condition,
    "allergy": rules.with_condition,
    # What happened lately (4.1, 4.2)
    "no-vaccine-early": rules.lately(Happening.INJECTION),
    "area-vaccine-site": rules.at_the_place(Happening.INJECTION),
    "no-unwell": rules.lately(Happening.UNWELL),
    "no-fever": rules.lately(Happening.FEVER),
    "no-vomit-diarrhoea": rules.lately(Happening.TUMMY_UPSET),
    "no-injury-72h": rules.at_the_place(Happening.INJURY),
    "no-after-head-knock": rules.lately(Happening.HEAD_KNOCK),
    "no-seizure-today": rules.lately(Happening.SEIZURE),
    "no-procedure-today": rules.at_the_place(Happening.PROCEDURE),
    "area-scar": rules.at_the_place(Happening.OPERATION),
    "no-contagious-rash": rules.while_open(Happening.CONTAGIOUS),
    "no-allergy-now": rules.while_open(Happening.REACTION),
    "area-plaster": rules.at_the_place(Happening.PLASTER),
    "area-line": rules.at_the_place(Happening.LINE),
    "area-broken-skin": rules.at_the_place(Happening.BROKEN_SKIN),
    "area-rash": rules.at_the_place(Happening.RASH),
    "area-bruise": rules.at_the_place(Happening.BRUISE),
    "area-lump": rules.at_the_place(Happening.LUMP),
    "rf-bruise-baby": rules.bruise_before_moving,
    "two-crying-stops": rules.two_crying_stops,
    # Now: the readiness questions (4.1, 6)
    "readiness-not-asked": rules.readiness_not_asked,
    "unanswered": rules.unanswered,
    "no-asleep": rules.answered("state", State.ASLEEP),
    "no-drowsy": rules.answered("state", State.DROWSY),
    "no-crying": rules.answered("state", State.CRYING),
    "active-alert": rules.answered("state", State.ACTIVE_ALERT),
    "no-hungry": rules.answered("feed", Feed.HUNGRY),
    "no-just-fed": rules.answered("feed", Feed.UNDER_30),
    "tummy-after-feed": rules.answered("feed", Feed.UNDER_30, Feed.UNDER_45),
    "skin-not-looked": rules.answered("skin", Skin.NOT_LOOKED),
    "place-not-ready": rules.answered("place", Place.NOT_YET),
    "no-adult-unwell": rules.answered("place", Place.NOT_ME),
    # Red flags (4.6)
    "rf-fever-u3m": rules.young_fever,
    "rf-fever-3-6m": rules.sign_ticked,
    "rf-fever-long": rules.sign_ticked,
    "rf-cold-young": rules.sign_ticked,
    "rf-cold": rules.sign_ticked,
    "rf-breath": rules.sign_ticked,
    "rf-colour": rules.sign_ticked,
    "rf-rash": rules.sign_ticked,
    "rf-rash-and-fever": rules.beside(rules.while_open(Happening.RASH)),
    "rf-fontanelle-bulge": rules.sign_ticked,
    "rf-fontanelle-sunken": rules.sign_ticked,
    "rf-drowsy": rules.sign_ticked,
    "rf-seizure": rules.sign_ticked,
    "rf-first-seizure": rules.first_seizure,
    "rf-cry": rules.sign_ticked,
    "rf-green-vomit": rules.sign_ticked,
    "rf-repeat-vomit": rules.sign_ticked,
    "rf-blood-stool": rules.sign_ticked,
    "rf-tummy-hard": rules.sign_ticked,
    "rf-dry": rules.sign_ticked,
    "rf-poor-feed": rules.sign_ticked,
    "rf-jaundice-24h": rules.sign_ticked,
    "rf-jaundice-sick": rules.sign_ticked,
    "rf-jaundice-poor-feeding": rules.together,
    "rf-jaundice-long": rules.sign_ticked,
    "rf-head-neck": rules.sign_ticked,
    "rf-head-knock-and-vomiting": rules.beside(rules.lately(Happening.HEAD_KNOCK)),
    "rf-anaphylaxis": rules.sign_ticked,
    "rf-limb": rules.sign_ticked,
    "rf-limb-and-fever": rules.together,
    "rf-hair-tourniquet": rules.sign_ticked,
    "rf-testis": rules.sign_ticked,
    "rf-groin-hernia-and-vomiting": rules.together,
    "rf-cord": rules.sign_ticked,
    "rf-not-grow": rules.sign_ticked,
    "rf-teen-calf": rules.sign_ticked,
    "rf-limp-night": rules.sign_ticked,
    "rf-mind": rules.sign_ticked,
    "rf-feel-wrong": rules.sign_ticked,
}


def check(book: RuleBook, now: Situation) -> Verdict:
    """Return everything the book says about this child at this moment, gravest first."""
    found = [
        finding
        for rule, says, awaited in _asked(book)
        if not (awaited and awaited.isdisjoint(now.told))
        for finding in says(rule, now)
    ]
    return Verdict(tuple(sorted(found, key=lambda finding: -finding.level)))


@lru_cache(maxsize=8)
def _asked(book: RuleBook) -> tuple[tuple[Rule, rules.Says, frozenset[str]], ...]:
    """Return each rule with what it says and what it waits to be told of."""
    return tuple((rule, RULES[rule.id].says, RULES[rule.id].awaits(rule)) for rule in book.rules.values())


@lru_cache(maxsize=1024)
def waiting_for(book: RuleBook, what: str) -> tuple[Rule, ...]:
    """Return the rules that speak only when this sign, condition or happening is told, among others."""
    return tuple(rule for rule, _, awaited in _asked(book) if what in awaited)


def about(book: RuleBook, now: Situation, what: str) -> Verdict:
    """Return what only those rules say that wait to be told of this."""
    return Verdict(
        tuple(finding for rule in waiting_for(book, what) for finding in RULES[rule.id](rule, now))
    )


def grades(book: RuleBook, now: Situation) -> dict[str, Level]:
    """Return how grave each sign would be by itself for this child now."""
    of_signs = [rule for rule in book.rules.values() if rule.signs]
    every = Answers(signs=frozenset().union(*(rule.signs for rule in of_signs)))
    ticked = replace(now, answers=every)
    levels: dict[str, Level] = {}
    for finding in (finding for rule in of_signs for finding in RULES[rule.id](rule, ticked)):
        if finding.where in every.signs:
            levels[finding.where] = max(finding.level, levels.get(finding.where, Level.FINE))
    return levels


def matters(library: Library, now: Situation, finding: Finding) -> bool:
    """Whether a finding is worth telling with a plan.

    It asks or stops, it answers what a parent told, it leaves nothing out by itself, or something
    that was made for this stage. The rest is about what is never offered here.
    """
    was_told = finding.where in now.child.conditions or finding.scope != finding.rule.scope
    is_general = finding.scope == Scope() or finding.scope.everything
    of_other_stages = library.covered(Scope(other_stages_than=now.stage), now.build)
    left_out = library.covered(finding.scope, now.build) & ~of_other_stages
    return finding.level >= Level.ASK or was_told or is_general or left_out != 0


def allowed(library: Library, now: Situation, verdict: Verdict) -> int:
    """Return the set of techniques, side by side, that no finding leaves out."""
    left = library.all
    for finding in verdict.findings:
        left &= ~library.covered(finding.scope, now.build)
    return left


def leading(library: Library, now: Situation, verdict: Verdict) -> dict[str, Finding]:
    """Return, for each technique that is wholly left out, the gravest finding that leaves it out."""
    free = allowed(library, now, verdict)
    # What was never made for this age is no matter for a doctor: the age is the reason.
    age_first = sorted(verdict.findings, key=lambda finding: finding.rule.id != "age-stage")
    covered = [(finding, library.covered(finding.scope, now.build)) for finding in age_first]
    return {
        technique.id: next(finding for finding, which in covered if library.holds(which, technique))
        for technique in library
        if not library.holds(free, technique)
    }
