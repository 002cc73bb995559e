"""How many answers will arrive before a deadline, from what arrived of late."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from goldsmith.journey.reconcile.deadline import Hour, answers_until

NOW = datetime(2030, 6, 5, 12, 30, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=100)
HOUR = timedelta(hours=1)


def hours_ago(hours: int) -> datetime:
    return NOW.replace(minute=0) - hours * HOUR


def test_a_steady_pace_goes_on() -> None:
    steady = [Hour(hours_ago(number), 60) for number in range(24, 0, -1)] + [Hour(hours_ago(0), 30)]
    assert answers_until(NOW + 2 * HOUR, NOW, steady, since=LONG_AGO) == 120


def test_a_quiet_night_does_not_end_the_asking() -> None:
    by_day = [Hour(hours_ago(number), 600) for number in range(20, 12, -1)]
    arriving = answers_until(NOW + timedelta(days=1), NOW, by_day, since=LONG_AGO)
    assert arriving is not None
    assert arriving > 4_000


def test_a_fresh_start_is_not_taken_for_a_slow_hour() -> None:
    assert answers_until(NOW + HOUR, NOW, [Hour(hours_ago(0), 5)], since=LONG_AGO) is None
    young = NOW - timedelta(minutes=5)
    assert answers_until(NOW + HOUR, NOW, [Hour(hours_ago(0), 50)], since=young) == 600


def test_nobody_knows_the_pace_of_a_project_without_answers() -> None:
    assert answers_until(NOW + HOUR, NOW, [], since=LONG_AGO) is None


@given(st.lists(st.integers(0, 10_000), min_size=2, max_size=168), st.integers(0, 500), st.integers(1, 59))
def test_more_time_never_promises_fewer_answers(counts: list[int], hours_left: int, minute: int) -> None:
    now = NOW.replace(minute=minute)
    past = [Hour(hours_ago(number), count) for number, count in enumerate(counts)][::-1]
    sooner, later = (answers_until(now + it * HOUR, now, past, since=LONG_AGO) for it in (hours_left, hours_left + 1))
    assert sooner is not None
    assert later is not None
    assert 0 <= sooner <= later


def test_after_the_deadline_nothing_arrives() -> None:
    past = [Hour(hours_ago(1), 60), Hour(hours_ago(0), 60)]
    assert answers_until(NOW - HOUR, NOW, past, since=LONG_AGO) == 0
