"""What is done around a session: begin a check, answer it, wish, begin the session, close it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from handsong.core.child import Fact
from handsong.core.cues import Cue
from handsong.core.plan import Plan
from handsong.core.readiness import Skin, Well
from handsong.core.session import Kind
from handsong.web.accounts.ids import another, new_id
from handsong.web.accounts.models import Person
from handsong.web.diary import actions as diary
from handsong.web.diary import queries as diary_queries
from handsong.web.diary.models import Session
from handsong.web.families import actions as families
from handsong.web.families import door, products
from handsong.web.families import queries as families_queries
from handsong.web.families.models import Child, Happened
from handsong.web.player import asking, bundles, flags, queries
from handsong.web.player.asking import Standing
from handsong.web.player.models import Check

HERE, GONE = "there", "gone"
ANSWERED = ("answers", "signs", "signs_at", "told", "mistaken", "goal", "minutes", "product", "without")
"""What the deeds here change of a check."""


class UnableToBegin(ValueError):
    """A session cannot begin from this check; the message says why."""


@dataclass(frozen=True)
class Wished:
    """What the family would like, as it was chosen; empty fields leave it open."""

    goal: str = ""
    minutes: float | None = None


@dataclass(frozen=True)
class Since:
    """What others ticked, and told to have happened, since a check was read; no answer given then takes it back."""

    signs: frozenset[str]
    happenings: tuple[str, ...]


def begin_check(*, child: Child, now: datetime) -> Check:
    """Begin to ask about this child."""
    return Check.objects.create(
        family_id=child.family_id, child=child, begun_at=now, is_private=child.is_self
    )


def answer(*, check: Check, question: str, given: str, now: datetime) -> None:
    """Write down an answer; what an earlier answer to the same question left behind is taken back."""
    with _changed(check) as since:
        check.answers[question] = given
        if question == "well" and given == Well.YES:
            check.signs = sorted(since.signs)
            check.signs_at = check.signs_at if check.signs else None
            check.answers.pop("signs", None)
        if question == "skin" and given != Skin.SOMETHING:
            check.answers.pop("happenings", None)
            _tell(check, "happenings", (), now, since.happenings)
        if question == "well":
            _tell(check, "well", asking.facts_of(check, now), now)


def tick_signs(*, check: Check, signs: Iterable[str], now: datetime) -> None:
    """Write down which signs were ticked."""
    with _changed(check) as since:
        check.signs = sorted({*signs, *since.signs})
        check.signs_at = now if check.signs else None
        check.answers["signs"] = "looked"
        _tell(check, "well", asking.facts_of(check, now), now)


def tell_happenings(
    *, check: Check, facts: Sequence[Fact], kept: Sequence[Happened] = (), now: datetime
) -> None:
    """Write down what was found on the skin, or has happened, beside what is kept of it."""
    with _changed(check) as since:
        check.answers["happenings"] = "told"
        _tell(check, "happenings", facts, now, [*(str(row.pk) for row in kept), *since.happenings])


def take_back(*, child: Child, flag: str, now: datetime) -> None:
    """Write down that a red flag of the last day was ticked by mistake, wherever it was ticked."""
    checks = [check for check in queries.checks_of(child, now) if check.is_open_to(child)]
    if flag not in {
        row.name for row in flags.of_child(child, checks, families_queries.situation(child, now))
    }:
        return
    with transaction.atomic():
        read_anew(*checks)
        for check in checks:
            check.child = child
            told = Happened.objects.filter(pk__in=check.told.get("happenings", []), what=flag, child=child)
            if flag in check.signs or told.exists():
                told.delete()
                _untick(check, flag, now)
                check.mistaken = [*check.mistaken, {"what": flag, "at": now.isoformat()}]
                check.save(update_fields=ANSWERED)


def _untick(check: Check, sign: str, now: datetime) -> None:
    """Take one sign from a check, with what it told; what the other answers told stays as of its time."""
    ticked_at = check.signs_at or now
    check.signs = [other for other in check.signs if other != sign]
    check.signs_at = ticked_at if check.signs else None
    _tell(check, "well", asking.facts_of(check, ticked_at), now)


def answer_open(*, check: Check, fact: Happened, given: str) -> None:
    """Write down whether something is still there."""
    with _changed(check):
        check.answers.setdefault("open", {})[str(fact.pk)] = given
        if given == GONE:
            families.settle_fact(fact=fact)
        else:
            Happened.objects.filter(pk=fact.pk).update(is_open=True)


def answer_navel(*, check: Check, has_healed: bool) -> None:
    """Write down whether the navel has healed."""
    with _changed(check):
        check.answers["navel"] = "healed" if has_healed else "open"
        check.child.navel_healed = has_healed
        check.child.save(update_fields=["navel_healed"])


def choose_product(*, check: Check, product: str) -> None:
    """Write down which product is wished for; nothing means dry."""
    with _changed(check):
        check.answers["product"] = "asked"
        check.product = product


def wish(*, check: Check, wished: Wished) -> None:
    """Write down goal and minutes; techniques that were swapped come back into play."""
    with _changed(check):
        check.goal, check.minutes, check.without = wished.goal, wished.minutes, []


def swap(*, check: Check, technique: str) -> None:
    """Leave a technique out of this check's plan, so that another takes its place."""
    with _changed(check):
        check.without = sorted({*check.without, technique})


def bring_back(*, check: Check, technique: str) -> None:
    """Let a technique that was swapped take part again."""
    with _changed(check):
        check.without = [name for name in check.without if name != technique]


def read_anew(*checks: Check) -> None:
    """Read checks as they stand once nobody else writes into their families. Within a transaction."""
    door.wait_for_others({check.family_id for check in checks})
    for check in checks:
        check.refresh_from_db(fields=ANSWERED)


@contextmanager
def _changed(check: Check) -> Iterator[Since]:
    """Write down what is changed of a check as it stands by now, and give what others added since it was read."""
    signs, told = check.signs, check.told.get("happenings", ())
    with transaction.atomic():
        read_anew(check)
        happenings = (pk for pk in check.told.get("happenings", ()) if pk not in told)
        yield Since(frozenset(check.signs) - frozenset(signs), tuple(happenings))
        check.save(update_fields=ANSWERED)


def begin_session(*, standing: Standing, plan: Plan, by: Person | None = None) -> Session:
    """Begin the session of a check; a plan begun twice is one session.

    Raises UnableToBegin when there is nothing to do.
    """
    if not plan.items:
        raise UnableToBegin("Nothing can be done from these answers now. Ask again a little later.")
    check = standing.check
    bundle = bundles.kept(plan, bundles.order(check.pk, standing))
    bundle["session"] = str(_session_for(check, bundle["steps"]))
    with transaction.atomic():
        session = diary.begin_session(child=check.child, bundle=bundle, now=standing.now, by=by)
        if bundle["oil"]:
            products.use(child=check.child, product=check.product, now=standing.now)
    return session


def _session_for(check: Check, steps: list[dict[str, Any]]) -> uuid.UUID:
    """Return the id of the session for these steps: the check's own, unless others of its were begun.

    Whoever goes back, changes an answer and begins again gets the plan that was shown last: an
    earlier one could stroke what hurts now.
    """
    begun = Session.objects.filter(pk=check.pk).first()
    is_another = begun is not None and begun.bundle.get("steps") != steps and diary_queries.has_begun(begun)
    return another(check.pk, json.dumps(steps)) if is_another else check.pk


def begin_practice(*, standing: Standing, plan: Plan) -> Session:
    """Begin to practise a plan on a doll or a cushion: it is never a massage of the child."""
    if not plan.items:
        raise UnableToBegin("There is nothing here to practise.")
    bundle = bundles.kept(plan, bundles.order(new_id(), standing, is_practice=True))
    return diary.begin_session(child=standing.child, bundle=bundle, now=standing.now)


def close_session(*, session: Session, now: datetime) -> None:
    """End a session that was left open, at the moment of its last event.

    One of which nothing was heard is put away: should its phone still tell of it, that counts.
    """
    last = session.events.order_by("number").last()
    if session.is_over:
        return
    if last is None:
        Session.objects.filter(pk=session.pk).update(is_over=True)
        return
    event = {
        "id": str(uuid.uuid5(session.pk, "closed")),
        "session": str(session.pk),
        "number": last.number + 1,
        "at": last.at.isoformat(),
        "kind": Kind.CUE,
        "body": {"cue": Cue.END},
    }
    diary.record_events(session=session, sent=[event], now=now)


def _tell(
    check: Check, about: str, facts: Iterable[Fact], now: datetime, stays: Collection[str] = ()
) -> None:
    """Remember what one question told of the child, in place of what it told before and does not stay."""
    gone = [pk for pk in check.told.get(about, []) if pk not in stays]
    Happened.objects.filter(pk__in=gone, child=check.child).delete()
    rows = families.remember_facts(child=check.child, facts=facts, now=now)
    check.told[about] = [*stays, *(str(row.pk) for row in rows)]
