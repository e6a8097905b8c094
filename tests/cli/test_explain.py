"""`handsong explain`: why, why not, and by which source."""

from __future__ import annotations

import pytest

from handsong.content import load
from tests.cli.running import ISSUE, MIA, NOAH, handsong, planned

CONTENT = load.once()


def test_a_whole_plan_is_explained_technique_by_technique_with_sources() -> None:
    ran = handsong(ISSUE.replace("plan", "explain", 1))
    assert ran.status == 0
    for technique in CONTENT.craft.library:
        assert f"[{technique.id}]" in ran.out
    plan = planned(ISSUE.removeprefix("plan "))
    keys = {key for finding in plan["findings"] for key in finding["sources"]}
    keys |= {key for out in plan["left_out"] for key in out["sources"]}
    assert keys
    for key in keys:
        assert f"\n{key}: " in ran.out, key
        address = CONTENT.sources[key].address
        assert address in ran.out, key


def test_every_finding_is_explained_with_its_rule() -> None:
    out = handsong(f"explain {MIA}").out
    for finding in planned(MIA)["findings"]:
        assert f"[{finding['rule']}" in out


def test_a_technique_left_out_for_several_reasons_names_them_all() -> None:
    out = handsong(f"explain {NOAH} --condition hip-harness --condition reflux").out
    block = out.split("[knees-to-tummy]\n")[1].split("\n\n")[0]
    assert {"ask-hip", "hips-left-out", "reflux"} <= {
        word.strip("[;],") for word in block.replace("\n", " ").split()
    }


def test_an_explanation_of_a_wait_has_the_status_of_one() -> None:
    assert handsong(f"explain {NOAH} --answer state=asleep").status == 3


def test_in_an_emergency_there_is_nothing_to_explain() -> None:
    ran = handsong(f"explain {NOAH} --sign fit --country AU")
    assert ran.status == 3
    assert ran.out == handsong(f"plan {NOAH} --sign fit --country AU").out
    assert ran.out.startswith("Call 000 now.\n")


def test_a_whole_explanation_fits_80_columns_but_for_addresses() -> None:
    lines = handsong(f"explain {MIA} --condition reflux").out.splitlines()
    assert max(len(line) for line in lines if "://" not in line) <= 80


@pytest.mark.parametrize("book", ["safety", "oil", "planning"])
def test_every_rule_can_be_explained(book: str) -> None:
    for rule in getattr(CONTENT.craft, book).rules.values():
        ran = handsong(f"explain {rule.id}")
        assert ran.status == 0, rule.id
        assert all(f"{key}: " in ran.out for key in rule.sources), rule.id


def test_every_condition_sign_goal_technique_and_country_can_be_explained() -> None:
    names = [row.id for row in CONTENT.conditions] + [row.id for row in CONTENT.signs]
    names += [str(row.id) for row in CONTENT.goals] + [row.id for row in CONTENT.not_goals]
    names += [technique.id for technique in CONTENT.craft.library] + [*CONTENT.countries]
    for name in names:
        ran = handsong(f"explain {name}")
        assert ran.status == 0, (name, ran.err)
        assert len(ran.out) > 20, name


def test_a_condition_is_explained_by_every_rule_that_speaks_of_it() -> None:
    out = handsong("explain hip-harness").out
    assert "[ask-hip; " in out
    assert "[hips-left-out; " in out
    assert "Ask the hip clinic" in out


def test_a_rule_says_what_it_leaves_out_how_sure_it_is_and_who_looked() -> None:
    out = handsong("explain newborn-gently").out
    assert "Leaves out: " in out
    assert "How sure: " in out
    assert "no clinician has reviewed it" in " ".join(out.split())


def test_a_goal_is_explained_honestly_with_how_sure_we_are() -> None:
    out = handsong("explain sleep").out
    assert "How sure: very-low" in out


def test_what_is_no_goal_is_explained_under_any_of_its_words() -> None:
    for row in CONTENT.not_goals:
        for word in row.words:
            assert f"{row.id}: there is no such goal" in handsong(f"explain '{word}'").out, word


@pytest.mark.parametrize("what", ["rules", "conditions", "goals", "signs", "techniques", "countries"])
def test_names_are_listed(what: str) -> None:
    ran = handsong(f"explain {what}")
    assert ran.status == 0
    assert ran.out.count(",") >= 8
