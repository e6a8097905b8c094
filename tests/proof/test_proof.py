"""A share of the proofs for every run of the tests; `make prove` runs them in full."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from itertools import combinations, islice, product

import pytest

from handsong.core import age
from tests.proof import again, ages, allowed, cases, cue_machine, facts, library, oil, plans, sabotage, table
from tests.proof.arrays import CoveringArray
from tests.proof.bench import Workbench, workbench
from tests.proof.tally import Tally

SEED = 20_261_124


@pytest.fixture(scope="module")
def bench() -> Workbench:
    return workbench()


def test_twenty_thousand_children_may_have_what_the_table_allows_and_nothing_else(bench: Workbench) -> None:
    found = Tally()
    for case in allowed.share(20_001, SEED):
        found.take(bench.safety.differences(case), case)
    assert found.cases >= 20_000
    assert not found.bad, "\n".join(found.told())


def test_two_thousand_plans_keep_their_promises(bench: Workbench) -> None:
    found = bench.promises.run(number * 59 for number in range(2_000))
    assert not found.bad, "\n".join(found.told())
    assert {stage for stage, _ in found.met} - {plans.CORNER} == set(ages.STAGES)


def test_the_same_plans_come_from_programs_started_anew() -> None:
    assert again.differs(60) == []


def test_a_product_is_used_when_the_table_agrees_and_never_else(bench: Workbench) -> None:
    found = bench.oil.run(islice(oil.moments(), 0, None, 23))
    assert found.cases > 5_000
    assert not found.bad, "\n".join(found.told())
    assert bench.oil.wrong_techniques() == []


def test_every_technique_says_what_it_does(bench: Workbench) -> None:
    assert library.faults(bench.techniques) == []


def test_no_rule_can_be_torn_out_unnoticed(bench: Workbench) -> None:
    saboteur = sabotage.Saboteur(bench.safety)
    assert sabotage.unnoticed(saboteur, saboteur.removals()) == []


def test_no_bound_can_be_moved_unnoticed(bench: Workbench) -> None:
    saboteur = sabotage.Saboteur(bench.safety)
    assert sabotage.unnoticed(saboteur, saboteur.shifts()) == []


def test_nothing_a_rule_names_can_be_taken_from_it_unnoticed(bench: Workbench) -> None:
    saboteur = sabotage.Saboteur(bench.safety)
    assert sabotage.unnoticed(saboteur, islice(saboteur.trims(), 0, None, 4)) == []


def test_no_row_of_the_table_is_idle(bench: Workbench) -> None:
    saboteur = sabotage.Saboteur(bench.safety)
    assert sabotage.unnoticed(saboteur, islice(saboteur.idle_rows(), 0, None, 4)) == []


def test_no_age_can_be_moved_by_a_day_unnoticed(bench: Workbench) -> None:
    saboteur = sabotage.Saboteur(bench.safety)
    assert sabotage.unnoticed(saboteur, saboteur.age_shifts()) == []


def test_only_ages_that_exist_are_free_to_be_moved() -> None:
    known = {name.lower().replace("_", "-") for name in dir(age)}
    assert set(sabotage.FREE) <= known


def test_no_oil_rule_can_be_torn_out_or_moved_unnoticed(bench: Workbench) -> None:
    told = [oil.goes_unnoticed(bench.oil, *harm, every_so_many=11) for harm in oil.harms(bench.oil)]
    assert not any(told), told


def test_the_cue_machine_keeps_every_guarantee() -> None:
    assert cue_machine.disagreements() == []


def test_no_edge_of_the_cue_machine_can_be_changed_unnoticed() -> None:
    tried, unnoticed = cue_machine.unnoticed(every_way=False)
    assert tried > 5_000
    assert unnoticed == []


def test_any_three_factors_of_a_covering_array_meet_in_every_combination() -> None:
    sizes = (5, 3, 4, 2, 5, 3)
    array = CoveringArray(7, sizes)
    rows = [array.row(number) for number in range(len(array))]
    for one, other, third in combinations(range(len(sizes)), 3):
        met = {(row[one], row[other], row[third]) for row in rows}
        assert met == set(product(range(sizes[one]), range(sizes[other]), range(sizes[third])))


def test_the_full_proof_has_a_million_children_with_every_pair_of_conditions() -> None:
    assert sum(map(len, allowed.SOURCES.values())) >= 1_000_000
    assert set(cases.CONDITION_SETS) >= {frozenset(pair) for pair in combinations(facts.CONDITIONS, 2)}


def test_the_proof_knows_every_condition_and_sign_of_the_product(bench: Workbench) -> None:
    for name, known in (("condition", facts.CONDITIONS), ("sign", facts.SIGNS)):
        written = tomllib.loads((bench.content / f"{name}s.toml").read_text(encoding="utf-8"))
        assert {row["id"] for row in written[name]} == set(known)


def test_every_row_of_the_table_names_where_it_comes_from(bench: Workbench) -> None:
    known = tomllib.loads((bench.content / "sources.toml").read_text(encoding="utf-8"))["source"]
    for row in table.rows():
        assert re.match(r"\d+(\.\d+)?\b", row.section), row.id
        for source in row.source.split("; "):
            assert source in {*known, "unconfirmed", "our careful default"}, (row.id, source)


@pytest.mark.parametrize(
    "when", ["under 3 moons", "condition hipp", "sign fit and", "answer state awake", "hiccups still"]
)
def test_a_misspelt_row_is_an_error_and_never_silence(when: str) -> None:
    with pytest.raises(table.TableError):
        table.when(when)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 8, 31), 6, date(2027, 3, 1)),
        (date(2024, 2, 29), 12, date(2025, 3, 1)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2025, 11, 30), 3, date(2026, 3, 1)),
        (date(2026, 1, 24), 12, date(2027, 1, 24)),
    ],
)
def test_a_day_that_a_month_lacks_is_the_first_of_the_next(start: date, months: int, end: date) -> None:
    assert ages.months_after(start.toordinal(), months) == end.toordinal()
