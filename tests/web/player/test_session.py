"""The player's page: all that a session needs is on it; one that is over, or was left, leads elsewhere."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import resolve, reverse

from handsong.content import load
from handsong.core import cues
from handsong.web.accounts import clock
from handsong.web.diary.models import Session
from handsong.web.families.models import Child
from tests import people
from tests.web.player import moments


@pytest.fixture
def session(at_home: Client, noah: Child) -> Session:
    """A session with Noah that has just been begun."""
    return moments.started(at_home, noah)


def look(browser: Client, session: Session) -> moments.Page:
    """Open the player."""
    return browser.get(reverse("player-session", args=[session.pk]))


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """Let it be this moment."""
    monkeypatch.setattr(clock, "now", lambda: moment)


def test_the_player_names_the_child_and_holds_the_six_targets(at_home: Client, session: Session) -> None:
    body = look(at_home, session).content.decode()
    assert "Noah" in body.split("</header>")[0]
    assert 'data-colour="dusk"' in body
    targets = body.split('<nav class="cues"')[1].split("</nav>")[0]
    assert re.findall(r'data-cue="([a-z-]+)"', targets) == [str(cue) for cue in cues.TARGETS]


def test_the_player_knows_where_to_fetch_and_to_tell(at_home: Client, session: Session) -> None:
    body = look(at_home, session).content.decode()
    for name, route in (("bundle", "player-bundle"), ("log", "player-log")):
        found = re.search(rf'data-{name}="([^"]+)"', body)
        assert found
        assert resolve(found[1]).url_name == route
        assert at_home.get(found[1]).status_code == 200
    assert re.search(r'data-token="\w{32,}"', body)


def test_every_sign_and_the_number_are_on_the_page_for_when_there_is_no_network(
    at_home: Client, session: Session
) -> None:
    care = look(at_home, session).content.decode().split('data-for="care"')[1].split("</section>")[0]
    assert 'href="tel:000"' in care
    shown = [row.id for row in load.once().signs if row.in_session and row.text["en"].split("{")[0] in care]
    assert len(shown) >= 8
    assert len(re.findall(r"Say: “", care)) == len(re.findall("<li class=", care))


def test_before_the_session_begins_the_care_page_is_one_touch_away(at_home: Client, session: Session) -> None:
    ready = look(at_home, session).content.decode().split('data-for="ready"')[1].split("</section>")[0]
    assert f'href="{reverse("care")}"' in ready


def test_no_control_of_the_care_page_leads_back_into_a_massage(at_home: Client, session: Session) -> None:
    care = look(at_home, session).content.decode().split('data-for="care"')[1].split("</section>")[0]
    assert set(re.findall(r'data-(?:cue|wish)="([a-z-]+)"', care)) == {"end", "moment"}


def test_a_session_that_is_over_shows_how_it_was(at_home: Client, session: Session) -> None:
    moments.send(at_home, session, people.story(session))
    assert look(at_home, session).url == reverse("player-after", args=[session.pk])


def test_a_session_in_the_middle_is_opened_again(at_home: Client, session: Session) -> None:
    moments.send(at_home, session, people.story(session)[:4])
    assert "massage-session" in look(at_home, session).content.decode()


def test_a_session_that_was_left_half_an_hour_ago_asks_again(
    at_home: Client, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments.send(at_home, session, people.story(session)[:4])
    at(monkeypatch, clock.now() + timedelta(minutes=29))
    assert "massage-session" in look(at_home, session).content.decode()
    at(monkeypatch, clock.now() + timedelta(minutes=2))
    page = look(at_home, session)
    assert "You were in the middle" in moments.text(page)
    assert "massage-session" not in page.content.decode()
    assert f'action="{reverse("player-begin")}"' in page.content.decode()
    assert f'value="{session.child_id}"' in page.content.decode()
    assert f'action="{reverse("player-close", args=[session.pk])}"' in page.content.decode()


@pytest.mark.parametrize("wrong", [timedelta(hours=-3), timedelta(hours=3), timedelta(days=-4000)])
def test_a_phone_with_a_wrong_clock_is_believed_to_be_here(
    at_home: Client, session: Session, monkeypatch: pytest.MonkeyPatch, wrong: timedelta
) -> None:
    moments.send(at_home, session, people.story(session, at=people.NOW + wrong)[:4])
    assert "massage-session" in look(at_home, session).content.decode()
    at(monkeypatch, clock.now() + timedelta(minutes=40))
    assert "You were in the middle" in moments.text(look(at_home, session))


def test_practice_on_a_doll_can_be_gone_on_with_whenever(
    at_home: Client, noah: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice = people.begun(noah, people.NOW, practice=True)
    at(monkeypatch, clock.now() + timedelta(days=1))
    page = look(at_home, practice)
    assert "Practise on a doll or cushion" in moments.text(page)


@pytest.mark.parametrize(
    ("hour", "theme"), [(7, ""), (12, ""), (18, ""), (19, "night"), (23, "night"), (3, "night"), (6, "night")]
)
def test_the_player_is_dark_from_dusk_to_dawn_in_the_familys_own_time(
    at_home: Client, noah: Child, monkeypatch: pytest.MonkeyPatch, hour: int, theme: str
) -> None:
    moment = clock.now().replace(hour=hour)
    at(monkeypatch, moment)
    page = look(at_home, people.begun(noah, moment)).content.decode()
    assert ('data-theme="night"' in page) is bool(theme)


def test_who_chose_day_has_day_at_night_too(at_home: Client, session: Session) -> None:
    assert 'data-theme="night"' in look(at_home, session).content.decode()
    at_home.post(reverse("settings-theme"), {"theme": "day"})
    assert 'data-theme="day"' in look(at_home, session).content.decode()


def test_strangers_find_no_session(carla: Client, session: Session) -> None:
    answer = look(carla, session)
    assert answer.status_code == 404
    assert "Noah" not in answer.content.decode()


def test_the_other_parent_can_take_over(bruno: Client, at_home: Client, mia: Child) -> None:
    assert "massage-session" in look(bruno, moments.started(at_home, mia)).content.decode()


def test_the_player_is_only_looked_at(at_home: Client, session: Session) -> None:
    assert at_home.post(reverse("player-session", args=[session.pk])).status_code == 405
