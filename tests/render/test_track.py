"""Values over time as a browser plays them: keys in order, within the whole, nothing where nothing changes."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from handsong.render.track import Track


def keys(animated: str) -> tuple[list[str], list[float], float]:
    """Return the values, their seconds and the length of an animation."""
    values, times, seconds = (
        re.search(pattern, animated)[1]  # type: ignore[index]
        for pattern in (r'values="([^"]*)"', r'keyTimes="([^"]*)"', r'dur="([^"]*)s"')
    )
    return values.split(";"), [float(time) * float(seconds) for time in times.split(";")], float(seconds)


@given(st.floats(1, 300), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 99)), min_size=1, max_size=20))
def test_keys_are_in_order_from_the_beginning_to_the_end(
    seconds: float, given_keys: list[tuple[float, int]]
) -> None:
    track = Track(seconds, "first")
    for share, value in given_keys:
        track.at(share * seconds, str(value))
    values, times, whole = keys(track.animate("d"))
    assert len(values) == len(times)
    assert times == sorted(times)
    assert times[0] == 0
    assert abs(times[-1] - whole) < 1e-6
    assert values[0] == "first"
    assert (
        values[-1] == str(max(given_keys, key=lambda key: key[0])[1])
        or [share for share, _ in given_keys].count(max(share for share, _ in given_keys)) > 1
    )


@given(st.floats(0.5, 300))
def test_the_last_second_of_a_step_still_shows_the_end_and_not_the_beginning(seconds: float) -> None:
    track = Track(seconds, "begin")
    track.at(seconds, "end")
    _, _, whole = keys(track.animate("d"))
    assert round(seconds, 2) < whole < seconds + 0.03


def test_what_never_changes_is_not_animated() -> None:
    still = Track(10, "a")
    still.at(3, "a")
    assert still.animate("opacity") == ""
    assert still.transform("rotate") == ""


def test_something_is_seen_between_two_seconds_and_not_before_or_after() -> None:
    shown = Track(10, "none").between(2, 6, "inline", "none")
    values, times, _ = keys(shown.animate("display", smoothly=False))
    assert values == ["none", "inline", "none", "none"]
    assert [round(time) for time in times] == [0, 2, 6, 10]
    assert 'calcMode="discrete"' in shown.animate("display", smoothly=False)


def test_something_seen_all_the_time_needs_no_animation() -> None:
    assert Track(10, "none").between(0, 10, "inline", "none").animate("display", smoothly=False) == ""
