"""What a phone asked without a network counts here as if these pages had asked it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from handsong.web.accounts.ids import new_id
from handsong.web.accounts.models import Person
from handsong.web.diary import actions as diary
from handsong.web.diary import untold
from handsong.web.diary.actions import Begun, Told
from handsong.web.diary.models import Event, Session, SetAside
from handsong.web.families.models import Child, Happened
from handsong.web.player import asked, queries
from handsong.web.player.models import Check
from tests import people
from tests.web.player import moments

GOOD = {name: answer for name, answer in moments.GOOD.items() if name not in {"navel", "unit"}}
STEPS = [["lower-leg-glide", "left"], ["lower-leg-glide", "right"], ["closing-hold", ""]]
EARLIER = people.NOW - timedelta(hours=3)


@pytest.fixture
def noah(alba: Person, mia: Child) -> Child:
    """Alba's son, who has been here for a month."""
    return people.noah(alba, now=people.NOW - timedelta(days=30))


def answer(session: UUID, **told: Any) -> dict[str, Any]:
    """Return the event of a good moment three hours ago, unless said otherwise."""
    usual = {"answers": GOOD, "signs": [], "found": [], "steps": STEPS, "goal": "", "practice": False}
    body = usual | {"shelf": "1", "day": "2026-11-24"} | told
    return {
        "id": str(new_id()),
        "session": str(session),
        "number": 0,
        "at": EARLIER.isoformat(),
        "kind": "asked",
        "body": body,
    }


def message(child: Child, *events: dict[str, Any], practice: bool = False) -> dict[str, Any]:
    """Return what a phone tells of sessions that it began by itself."""
    begun = {event["session"]: {"child": str(child.pk), "practice": practice} for event in events}
    return {"sessions": begun, "events": list(events)}


def tell(browser: Client, child: Child, *events: dict[str, Any], **more: Any) -> list[str]:
    """Tell it, and return what became of each event."""
    answered = moments.tell(browser, message(child, *events, **more)).json()
    return [row["state"] for row in answered["events"]]


def test_a_good_moment_is_a_check_and_its_session_keeps_the_plan_that_was_shown(
    at_home: Client, noah: Child
) -> None:
    event = answer(uuid4(), goal="sleep")
    assert tell(at_home, noah, event) == ["stored"]
    check = Check.objects.get()
    assert (str(check.pk), check.child_id, check.begun_at) == (event["id"], noah.pk, EARLIER)
    assert {name: check.answers[name] for name in GOOD} == GOOD
    assert check.goal == "sleep"
    session = Session.objects.get()
    assert [[step["technique"], step["side"]] for step in session.bundle["steps"]] == STEPS
    assert at_home.get(reverse("player-bundle", args=[session.pk])).json()["session"] == str(session.pk)


def test_a_red_flag_that_was_ticked_without_a_network_stands_for_its_day(
    at_home: Client, noah: Child
) -> None:
    event = answer(uuid4(), answers=GOOD | {"well": "not-quite"}, signs=["hard-breathing"], steps=[])
    tell(at_home, noah, event)
    assert [flag.name for flag in queries.flags_of(noah, people.NOW)] == ["hard-breathing"]
    page = moments.asked(at_home, moments.begin(at_home, noah))
    assert "player/care.html" in [template.name for template in page.templates]


def test_an_answer_that_stopped_is_no_massage_and_leaves_nothing_unfinished(
    at_home: Client, noah: Child
) -> None:
    event = answer(uuid4(), answers=GOOD | {"state": "asleep"}, steps=[])
    tell(at_home, noah, event)
    session = Session.objects.get()
    assert (session.is_over, session.minutes, session.story) == (True, 0, {})
    assert "Go on with" not in moments.text(at_home.get(reverse("today")))
    assert Check.objects.get().answers["state"] == "asleep"


def test_a_plan_that_was_shown_and_not_begun_is_no_massage_either(at_home: Client, noah: Child) -> None:
    session = uuid4()
    tell(at_home, noah, answer(session) | {"at": people.NOW.isoformat()})
    assert "Go on with" not in moments.text(at_home.get(reverse("today")))
    started = people.event(Session.objects.get(), 1, people.NOW, "started", practice=False)
    tell(at_home, noah, started)
    untold.tell_everything()
    assert not Session.objects.get().is_over, "it has begun"


def test_a_plan_that_was_told_before_it_began_opens_as_a_massage_and_not_as_one_that_is_over(
    at_home: Client, noah: Child
) -> None:
    session = uuid4()
    tell(at_home, noah, answer(session) | {"at": people.NOW.isoformat()})
    page = at_home.get(reverse("player-session", args=[session]))
    assert "player/session.html" in [template.name for template in page.templates]
    older = uuid4()
    tell(at_home, noah, answer(older))
    page = at_home.get(reverse("player-session", args=[older]))
    assert "player/left_open.html" in [template.name for template in page.templates]


def test_what_was_found_is_a_fact_as_of_its_day_and_the_next_plan_leaves_the_place_out(
    at_home: Client, noah: Child
) -> None:
    found = [
        {"what": "injection", "part": "arm.left", "days_ago": 2},
        {"what": "bruise", "part": "leg.right", "days_ago": 0},
    ]
    tell(at_home, noah, answer(uuid4(), answers=GOOD | {"skin": "something"}, found=found))
    facts = {row.what: row for row in Happened.objects.filter(child=noah)}
    local = facts["injection"].at.astimezone(ZoneInfo(people.HOME.time_zone))
    assert (f"{local:%Y-%m-%d %H:%M}", facts["injection"].is_open) == ("2026-11-22 23:59", True)
    assert (facts["bruise"].at, facts["bruise"].part) == (EARLIER, "leg.right")


def test_a_fever_that_was_told_without_a_network_still_waits_for_its_day(
    at_home: Client, noah: Child
) -> None:
    tell(
        at_home,
        noah,
        answer(uuid4(), answers=GOOD | {"well": "not-quite"}, signs=["temperature-38"], steps=[]),
    )
    assert {row.what for row in Happened.objects.filter(child=noah)} == {"unwell", "fever"}


def test_told_twice_it_is_one_check(at_home: Client, noah: Child) -> None:
    event = answer(uuid4(), answers=GOOD | {"well": "not-quite"}, steps=[])
    assert [*tell(at_home, noah, event), *tell(at_home, noah, event)] == ["stored", "duplicate"]
    assert Check.objects.count() == 1
    assert Happened.objects.filter(child=noah, what="unwell").count() == 1


def test_practice_asks_nothing_about_the_child(at_home: Client, noah: Child) -> None:
    event = answer(uuid4(), practice=True, answers=GOOD | {"well": "not-quite"}, signs=["hard-breathing"])
    tell(at_home, noah, event, practice=True)
    assert not Check.objects.exists()
    assert not Happened.objects.exists()


def test_an_older_handsong_kept_it_and_after_the_update_it_is_a_check(
    at_home: Client, alba: Person, noah: Child
) -> None:
    event = answer(uuid4())
    begun = {UUID(event["session"]): Begun(noah.pk, is_practice=False)}
    diary.take_events(person=alba, told=Told([event], None, begun), now=people.NOW)
    assert not Check.objects.exists()
    asked.catch_up()
    assert str(Check.objects.get().pk) == event["id"]


def test_a_file_that_a_phone_saved_is_understood_too(at_home: Client, noah: Child) -> None:
    saved = json.dumps(message(noah, answer(uuid4()))).encode()
    at_home.post("/told/", {"file": SimpleUploadedFile("handsong-unsent.json", saved, "application/json")})
    assert Check.objects.count() == 1


def test_a_session_that_was_held_after_it_is_the_massage_and_the_answer_is_none(
    at_home: Client, noah: Child
) -> None:
    session = people.begun(noah, EARLIER)
    story = people.story(session, at=EARLIER + timedelta(minutes=2))
    tell(at_home, noah, answer(session.pk), *(row | {"number": row["number"] + 1} for row in story))
    untold.tell_everything()
    session.refresh_from_db()
    assert session.is_over
    assert session.minutes == pytest.approx(140 / 60)
    assert datetime.fromisoformat(session.story["started_at"]) == EARLIER + timedelta(minutes=2)


def test_what_this_version_does_not_know_is_left_to_the_event(at_home: Client, noah: Child) -> None:
    body = {
        "answers": GOOD | {"skin": "something", "moon": "full"},
        "found": [
            {"what": "moonburn", "part": "", "days_ago": 0},
            {"what": "rash", "part": "wing", "days_ago": 0},
        ],
        "steps": [["tickle", ""], ["closing-hold", ""]],
    }
    assert tell(at_home, noah, answer(uuid4(), **body)) == ["stored"]
    assert [row.what for row in Happened.objects.filter(child=noah)] == ["rash"]
    assert [step["technique"] for step in Session.objects.get().bundle["steps"]] == ["closing-hold"]
    assert "moon" not in Check.objects.get().answers


def test_one_that_cannot_be_understood_is_never_in_the_way_of_the_rest(
    at_home: Client, noah: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd, plain = answer(uuid4()), answer(uuid4())
    understood = asked._check

    def check(event: Event, at: datetime) -> None:
        if str(event.pk) == odd["id"]:
            raise ValueError("of another age")
        understood(event, at)

    monkeypatch.setattr(asked, "_check", check)
    assert tell(at_home, noah, odd, plain) == ["stored", "stored"]
    assert [str(row.pk) for row in Check.objects.all()] == [plain["id"]]
    monkeypatch.undo()
    asked.catch_up()
    assert Check.objects.count() == 2, "it is tried again at the next start"


@pytest.mark.parametrize("years", [-10, 10])
def test_a_clock_that_is_ten_years_wrong_makes_a_check_of_its_own_time(
    at_home: Client, noah: Child, years: int
) -> None:
    event = answer(uuid4()) | {"at": EARLIER.replace(year=EARLIER.year + years).isoformat()}
    tell(at_home, noah, event)
    assert noah.made_at <= Check.objects.get().begun_at <= people.NOW


@pytest.mark.parametrize("slow", [timedelta(), timedelta(hours=30), timedelta(days=-3)])
def test_a_red_flag_stands_for_its_day_when_the_clock_says_itself_that_it_is_wrong(
    at_home: Client, noah: Child, slow: timedelta
) -> None:
    begun_at = EARLIER - slow
    ill = {"answers": GOOD | {"well": "not-quite"}, "signs": ["hard-breathing"], "steps": []}
    event = answer(_made_at(begun_at), **ill) | {"at": begun_at.isoformat()}
    sent = message(noah, event) | {"sent_at": (people.NOW - slow).isoformat()}
    moments.tell(at_home, sent)
    assert Check.objects.get().begun_at == EARLIER
    assert [flag.name for flag in queries.flags_of(noah, people.NOW)] == ["hard-breathing"]
    # Told again, when the clock has been put right meanwhile, it is the same event.
    again = moments.tell(at_home, sent | {"sent_at": people.NOW.isoformat()})
    assert [row["state"] for row in again.json()["events"]] == ["duplicate"]


def test_when_a_file_was_saved_says_nothing_of_the_clock_that_is_known(at_home: Client, noah: Child) -> None:
    saved = message(noah, answer(uuid4())) | {"sent_at": EARLIER.isoformat()}
    file = SimpleUploadedFile("handsong-unsent.json", json.dumps(saved).encode(), "application/json")
    at_home.post("/told/", {"file": file})
    assert Check.objects.get().begun_at == EARLIER


@pytest.mark.parametrize("odd", ["tomorrow", 7, "9999-12-31T23:59:59+00:00", "2026-11-24T10:00:00"])
def test_a_clock_that_says_no_time_says_nothing(at_home: Client, noah: Child, odd: object) -> None:
    moments.tell(at_home, message(noah, answer(uuid4())) | {"sent_at": odd})
    assert Check.objects.get().begun_at == EARLIER


def _made_at(at: datetime) -> UUID:
    """Return a session's id as a phone makes it at this time by its clock (version 7 of RFC 9562)."""
    return UUID(int=int(at.timestamp() * 1000) << 80 | 7 << 76 | 2 << 62 | 12345)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("answers", [], "body.answers: give each question"),
        ("answers", {"state": 7}, "body.answers: give each question"),
        ("signs", "hard-breathing", "body.signs: give a list"),
        ("signs", ["<b>"], "body.signs: give a list"),
        ("found", [{"what": "rash"}], "body.found: give a list"),
        ("found", [{"what": "rash", "part": "back", "days_ago": -1}], "body.found: give a list"),
        ("found", [{"what": "rash", "part": "back", "days_ago": True}], "body.found: give a list"),
        ("steps", [["closing-hold"]], "body.steps: give a list"),
        ("steps", [["closing-hold", "middle"]], "body.steps: give a list"),
        ("steps", [["closing-hold", ""]] * 201, "body.steps: give a list"),
        ("shelf", {"more": 1}, "body.shelf: give text"),
    ],
)
def test_an_answer_of_another_shape_is_set_aside_with_a_sentence(
    at_home: Client, noah: Child, name: str, value: Any, sentence: str
) -> None:
    assert tell(at_home, noah, answer(uuid4(), **{name: value})) == ["aside"]
    assert SetAside.objects.get().why.startswith(sentence)
    assert not Check.objects.exists()


def test_nobody_answers_for_the_child_of_strangers(at_home: Client, alba: Person, mia: Child) -> None:
    people.carla()
    cleo = Child.objects.get(name="Cleo")
    tell(at_home, cleo, answer(uuid4(), signs=["hard-breathing"], answers=GOOD | {"well": "not-quite"}))
    assert not Check.objects.exists()
    assert not Event.objects.exists()
