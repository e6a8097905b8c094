"""The cue machine: every guarantee, proved over every state and every cue."""

from __future__ import annotations

from collections import deque
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handsong.core import cues
from handsong.core.cues import (
    BY_DISTRESS,
    MASSAGING,
    QUESTIONS,
    START,
    TARGETS,
    Cue,
    EndedBy,
    Response,
    State,
    Step,
    Table,
)

TABLES = {"usual": cues.table_for(cried_today=False), "after crying": cues.table_for(cried_today=True)}
POTENT = {Cue.TURNING_AWAY, Cue.CRYING, Cue.SOMETHING_WRONG}
OVER = {State.ENDED}
ASLEEP = {State.SLEEPING, State.SETTLED}


@pytest.fixture(params=sorted(TABLES))
def table(request: pytest.FixtureRequest) -> Table:
    """Return the table of a usual day, then that of a day on which the baby cried."""
    return TABLES[request.param]


def after(table: Table, *said: Cue, start: State = START) -> Step:
    """Return the last answer to these cues, one after the other."""
    answer = Step(start, Response.GO_ON)
    for cue in said:
        answer = cues.step(table, answer.state, cue)
    return answer


def reachable(table: Table, start: State, *, without: frozenset[Cue] = frozenset()) -> set[State]:
    """Return every state that some cues lead to from here."""
    seen, queue = {start}, deque([start])
    while queue:
        state = queue.popleft()
        for cue in set(Cue) - without:
            found = cues.step(table, state, cue).state
            if found not in seen:
                seen.add(found)
                queue.append(found)
    return seen


def test_every_state_answers_every_cue(table: Table) -> None:
    for state, cue in product(State, Cue):
        assert isinstance(cues.step(table, state, cue), Step)


def test_more_distress_never_gives_a_less_careful_answer(table: Table) -> None:
    for state in set(State) - OVER:
        care = [cues.step(table, state, cue).response.care for cue in BY_DISTRESS]
        assert care == sorted(care), state


def test_a_cue_said_again_never_gives_a_less_careful_answer(table: Table) -> None:
    for state, cue in product(set(State) - OVER, BY_DISTRESS[1:]):
        first = cues.step(table, state, cue)
        again = cues.step(table, first.state, cue)
        if first.state is not State.ENDED:
            assert again.response.care >= first.response.care, (state, cue)


def test_after_a_potent_cue_the_answer_is_never_go_on(table: Table) -> None:
    for state, cue in product(State, POTENT):
        answer = cues.step(table, state, cue)
        if state not in OVER:
            assert answer.response is not Response.GO_ON, (state, cue)
            assert answer.state not in MASSAGING, (state, cue)


def test_hands_begin_again_only_after_engagement(table: Table) -> None:
    for state, cue in product(set(State) - MASSAGING, Cue):
        if cues.step(table, state, cue).state in MASSAGING:
            assert cue is Cue.ENJOYING, (state, cue)


def test_the_massage_begins_only_after_a_yes(table: Table) -> None:
    assert START not in MASSAGING
    for cue in set(Cue) - {Cue.ENJOYING}:
        assert cues.step(table, START, cue).state not in MASSAGING


def test_crying_ends_strokes_for_the_whole_session(table: Table) -> None:
    for state in set(State) - OVER:
        crying = cues.step(table, state, Cue.CRYING)
        assert not reachable(table, crying.state) & MASSAGING, state


def test_crying_offers_comfort_and_a_settled_baby_may_be_held() -> None:
    table = TABLES["usual"]
    assert after(table, Cue.ENJOYING, Cue.CRYING).state is State.COMFORT
    assert after(table, Cue.ENJOYING, Cue.CRYING, Cue.ENJOYING).state is State.HOLD_ONLY


def test_crying_twice_or_a_second_time_that_day_shows_how_to_step_away() -> None:
    assert after(TABLES["usual"], Cue.ENJOYING, Cue.CRYING, Cue.CRYING).state is State.MOMENT
    assert after(TABLES["after crying"], Cue.ENJOYING, Cue.CRYING).state is State.MOMENT


def test_crying_again_shows_how_to_step_away_whatever_came_between(table: Table) -> None:
    for state in set(State) - OVER - {State.CARE}:
        since = reachable(table, cues.step(table, state, Cue.CRYING).state)
        for later in since - OVER - {State.CARE}:
            assert cues.step(table, later, Cue.CRYING).state is State.MOMENT, (state, later)


def test_who_ends_it_first_stays_and_care_outranks_it(table: Table) -> None:
    def ends(state: State, by: EndedBy | None) -> set[EndedBy | None]:
        seen, queue = {(state, by)}, deque([(state, by)])
        while queue:
            here, so_far = queue.popleft()
            for answer in (cues.step(table, here, cue) for cue in Cue):
                found = (answer.state, cues.ender(so_far, answer))
                if found not in seen:
                    seen.add(found)
                    queue.append(found)
        return {ender for there, ender in seen if there is State.ENDED}

    for state in State:
        wrong = cues.step(table, state, Cue.SOMETHING_WRONG)
        assert ends(wrong.state, cues.ender(EndedBy.PARENT, wrong)) == {EndedBy.CARE}, state
        assert ends(state, EndedBy.BABY) <= {EndedBy.BABY, EndedBy.CARE}, state
    for state in set(State) - OVER:
        assert None not in ends(state, None), state


def test_no_way_leads_back_to_a_massage_from_the_moment_the_care_page_or_sleep(table: Table) -> None:
    for state in (State.MOMENT, State.CARE, *ASLEEP, State.COMFORT, State.HOLD_ONLY, State.ENDED):
        assert not reachable(table, state) & MASSAGING, state


def test_two_pauses_without_recovery_end_it_kindly(table: Table) -> None:
    for pause in (Cue.UNSURE, Cue.TURNING_AWAY, Cue.NO_ANSWER):
        held = after(table, Cue.ENJOYING, Cue.TURNING_AWAY)
        assert held.state is State.HOLDING
        second = cues.step(table, held.state, pause)
        ended = second if second.ended_by else cues.step(table, second.state, pause)
        assert (ended.state, ended.ended_by) == (State.ENDED, EndedBy.BABY)


def test_engagement_leads_back_one_rung_at_a_time(table: Table) -> None:
    for state in (State.HOLDING, State.CHANGING):
        back = cues.step(table, state, Cue.ENJOYING)
        assert (back.state, back.response) == (State.SOFTENED, Response.SOFTEN)
    assert cues.step(table, State.SOFTENED, Cue.ENJOYING).state is State.GOING


def test_unsure_softens_first_and_holds_when_it_stays(table: Table) -> None:
    assert after(table, Cue.ENJOYING, Cue.UNSURE).response is Response.SOFTEN
    assert after(table, Cue.ENJOYING, Cue.UNSURE, Cue.UNSURE).response is Response.PAUSE_AND_HOLD


def test_something_wrong_reaches_the_care_page_from_everywhere(table: Table) -> None:
    for state in State:
        answer = cues.step(table, state, Cue.SOMETHING_WRONG)
        assert (answer.state, answer.response) == (State.CARE, Response.CHECK_HEALTH), state


def test_the_care_page_is_left_only_for_the_end_or_for_a_moment_away(table: Table) -> None:
    next_ones = {cues.step(table, State.CARE, cue).state for cue in Cue}
    assert next_ones == {State.CARE, State.MOMENT, State.ENDED}


def test_the_parent_may_need_a_moment_anywhere(table: Table) -> None:
    for state in State:
        assert cues.step(table, state, Cue.MOMENT).state is State.MOMENT


def test_sleep_ends_the_session_wherever_it_comes(table: Table) -> None:
    for state in set(State) - OVER - {State.CARE}:
        asleep = cues.step(table, state, Cue.ASLEEP)
        assert asleep.state in ASLEEP, state
        assert cues.step(table, asleep.state, Cue.END).ended_by is EndedBy.SLEEP


def test_every_state_can_end_by_one_touch_of_the_parent(table: Table) -> None:
    for state in set(State) - OVER:
        assert cues.step(table, state, Cue.END).state is State.ENDED, state


def test_a_minute_without_an_answer_ends_every_question_kindly(table: Table) -> None:
    for state in QUESTIONS:
        silent = cues.step(table, state, Cue.NO_ANSWER)
        assert (silent.state, silent.ended_by) == (State.ENDED, EndedBy.BABY), state


def test_silence_never_begins_or_resumes_a_massage(table: Table) -> None:
    for state in set(State) - MASSAGING:
        assert cues.step(table, state, Cue.NO_ANSWER).state not in MASSAGING, state


def test_a_new_region_or_a_movement_is_asked_for_with_hands_at_rest(table: Table) -> None:
    for state in MASSAGING:
        assert cues.step(table, state, Cue.QUESTION).state is State.ASKING_ON
    assert State.ASKING_ON not in MASSAGING
    for cue in set(Cue) - {Cue.ENJOYING}:
        assert cues.step(table, State.ASKING_ON, cue).state not in MASSAGING


def test_the_plan_ends_through_the_closing_hold(table: Table) -> None:
    closing = after(table, Cue.ENJOYING, Cue.PLAN_OVER)
    assert closing.state is State.CLOSING
    assert State.CLOSING not in MASSAGING
    assert cues.step(table, State.CLOSING, Cue.PLAN_OVER).ended_by is EndedBy.PLAN


def test_a_no_at_the_first_question_ends_it_before_any_touch(table: Table) -> None:
    assert after(table, Cue.TURNING_AWAY).ended_by is EndedBy.BABY
    assert after(table, Cue.UNSURE).state is State.WAITING
    assert after(table, Cue.UNSURE, Cue.UNSURE).ended_by is EndedBy.BABY


def test_an_ended_session_stays_ended_but_for_care_and_a_moment(table: Table) -> None:
    for cue in set(Cue) - {Cue.SOMETHING_WRONG, Cue.MOMENT}:
        assert cues.step(table, State.ENDED, cue).state is State.ENDED, cue


def test_every_state_is_reached_and_every_end_has_its_word(table: Table) -> None:
    usual = reachable(TABLES["usual"], START)
    assert usual == set(State)
    ends = {cues.step(table, state, cue).ended_by for state, cue in product(State, Cue)} - {None}
    assert ends == set(EndedBy)


def test_a_day_after_crying_differs_only_in_where_crying_leads() -> None:
    for state, cue in product(State, Cue):
        usual, careful = (cues.step(table, state, cue) for table in (TABLES["usual"], TABLES["after crying"]))
        if usual != careful:
            assert (cue, usual.state, careful.state) == (Cue.CRYING, State.COMFORT, State.MOMENT)


def test_a_cue_that_means_nothing_changes_nothing(table: Table) -> None:
    assert cues.step(table, State.GOING, Cue.NO_ANSWER) == Step(State.GOING, Response.GO_ON)
    assert cues.step(table, State.HOLDING, Cue.QUESTION) == Step(State.HOLDING, Response.PAUSE_AND_HOLD)


def test_the_data_for_the_player_says_the_same_for_every_state_and_cue(table: Table) -> None:
    data = cues.as_data(table)
    for state, cue in product(State, Cue):
        answer, said = cues.step(table, state, cue), data[state][cue]
        assert (said["state"], said["response"]) == (answer.state, answer.response)
        assert said.get("ended_by") == (answer.ended_by and str(answer.ended_by))


def test_waiting_lasts_a_minute_and_softened_touch_goes_slower() -> None:
    assert (cues.NO_ANSWER_SECONDS, cues.LOOK_SECONDS) == (60, 60)
    assert 0.5 <= cues.SOFTEN_RATE < 1


def test_the_six_targets_are_the_first_cues_in_the_order_of_the_screen() -> None:
    assert list(Cue)[: len(TARGETS)] == list(TARGETS)
    assert set(BY_DISTRESS) == set(TARGETS) - {Cue.ASLEEP}


@given(said=st.lists(st.sampled_from(Cue), max_size=30))
def test_whatever_is_said_a_crying_baby_is_never_stroked_afterwards(said: list[Cue]) -> None:
    for table in TABLES.values():
        state, cried = START, False
        for cue in said:
            state = cues.step(table, state, cue).state
            cried = cried or (cue is Cue.CRYING and state is not State.ENDED)
            assert not (cried and state in MASSAGING)
