"""Bad input: one sentence that names the option, the fault and the remedy; status 2; nothing printed."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.running import NOAH, Ran, handsong

MISTAKES = {
    "no birth": ("plan", "--born: give the day of birth, such as --born 2026-10-02."),
    "a birth in another order": (
        "plan --born 02/10/2026",
        "--born: “02/10/2026” is no day. Give year, month",
    ),
    "a day that never was": ("plan --born 2026-02-30", "--born: “2026-02-30” is no day."),
    "a year that never was": ("plan --born 0026-02-03", "--born: the year 26 is too far away."),
    "a birth in the future": (
        "plan --born 2027-01-01 --on 2026-11-23",
        "--born: 2027-01-01 lies after the day of the plan, 2026-11-23. Give a day that has already been.",
    ),
    "a birth of a grown-up": (
        "plan --born 2000-01-01 --on 2026-11-23",
        "--born: 2000-01-01 is more than 18 years ago. Handsong is for children until their 18th birthday.",
    ),
    "35 kg at birth": (
        f"plan {NOAH} --birth-weight 35kg",
        "--birth-weight: A birth weight of 35 kg cannot be right. Give a weight between 0.2 and 8 kg",
    ),
    "a weight without its unit": (
        f"plan {NOAH} --birth-weight 3.4",
        "--birth-weight: “3.4” is no weight. Give it with its unit",
    ),
    "too many ounces": (
        f"plan {NOAH} --birth-weight 4lb17oz",
        "--birth-weight: “4lb17oz” has 16 ounces or more.",
    ),
    "60 weeks early": (
        f"plan {NOAH} --weeks-early 60",
        "--weeks-early: 60 weeks early is too early to be true.",
    ),
    "weeks that are no number": (
        f"plan {NOAH} --weeks-early some",
        "--weeks-early: “some” is no number of weeks. Give 5",
    ),
    "a week of days": (f"plan {NOAH} --weeks-early 5+9", "--weeks-early: “5+9” has a week or more of days."),
    "a due date that is too early to be true": (
        f"plan {NOAH} --due-date 2027-03-01",
        "--due-date: The due date is 49 weeks after the birth. Give a due date at most 19 weeks after it.",
    ),
    "a due date and weeks that disagree": (
        "plan --born 2026-10-02 --weeks-early 5 --due-date 2026-12-20 --on 2026-11-23",
        "--due-date: The due date says 11 weeks and 2 days early, the weeks say 5 weeks. Check both",
    ),
    "a time that is none": (f"plan {NOAH} --at noonish", "--at: “noonish” is no time of day. Give hours"),
    "no minutes": (f"plan {NOAH} --minutes 0", "--minutes: “0” is no length. Give minutes from 1 to 120"),
    "minutes in words": (f"plan {NOAH} --minutes ten", "--minutes: “ten” is no length."),
    "minutes without end": (f"plan {NOAH} --minutes inf", "--minutes: “inf” is no length."),
    "minutes that are no number": (f"plan {NOAH} --minutes nan", "--minutes: “nan” is no length."),
    "a misspelt goal": (f"plan {NOAH} --goal slep", "--goal: “slep” is not known. Did you mean “sleep”?"),
    "a misspelt goal that there is none of": (
        f"plan {NOAH} --goal immunty",
        "--goal: “immunty” is not known. Did you mean “immunity”?",
    ),
    "a misspelt condition": (
        f"plan {NOAH} --condition hip-harnes",
        "--condition: “hip-harnes” is not known. Did you mean “hip-harness”?",
    ),
    "a condition by another name": (
        f"plan {NOAH} --condition seizures",
        "--condition: “seizures” is not known. Did you mean “epilepsy”?",
    ),
    "a condition nobody knows": (
        f"plan {NOAH} --condition zzzz",
        "--condition: “zzzz” is not known. “handsong explain conditions” lists the names.",
    ),
    "words of one's own in the wrong place": (
        f"plan {NOAH} --condition reflux=bad",
        "--condition: “reflux” takes no words of your own. Give those to something-else.",
    ),
    "a misspelt milestone": (f"plan {NOAH} --seen sit", "--seen: “sit” is not known. Did you mean “sits”?"),
    "a yes without who": (
        f"plan {NOAH} --yes hip-harness=2026-11-01",
        "--yes: “hip-harness=2026-11-01” does not say who and when. Give it as --yes hip-harness=",
    ),
    "a yes from tomorrow": (
        f"plan {NOAH} --yes hip-harness=clinic,2026-11-24",
        "--yes: 2026-11-24 lies after the day of the plan.",
    ),
    "a yes from before the birth": (
        f"plan {NOAH} --yes hip-harness=clinic,2026-03-22",
        "--yes: 2026-03-22 lies before the birth. Give the day of the answer.",
    ),
    "an empty name": (f"plan {NOAH} --name ''", "--name: Give a first name or a nickname, such as Mia."),
    "a name that no voice can say": (
        f"plan {NOAH} --name '<b>'",
        "--name: The voice says the name aloud, and cannot say “<”. Leave it out.",
    ),
    "an empty name to say": (
        "say sun-moon --name ''",
        "--name: Give a first name or a nickname, such as Mia.",
    ),
    "a misspelt question": (
        f"plan {NOAH} --answer wel=yes",
        "--answer: “wel” is not known. Did you mean “well”?",
    ),
    "a misspelt answer": (
        f"plan {NOAH} --answer state=slep",
        "--answer state: “slep” is not known. Did you mean “asleep”?",
    ),
    "an answer without an answer": (
        f"plan {NOAH} --answer well",
        "--answer well: “” is not known. Give one of not-quite, yes.",
    ),
    "two answers to one question": (
        f"plan {NOAH} --answer well=yes --answer well=not-quite",
        "--answer: well is answered twice. Give one answer.",
    ),
    "a misspelt sign": (
        f"plan {NOAH} --sign hard-breath",
        "--sign: “hard-breath” is not known. Did you mean “hard-breathing”?",
    ),
    "a misspelt happening": (
        f"plan {NOAH} --happened injecton=leg.left",
        "--happened: “injecton” is not known. Did you mean “injection”?",
    ),
    "a misspelt part": (
        f"plan {NOAH} --happened injection=leg.lef",
        "--happened: “leg.lef” is not known. Did you mean “leg.left”?",
    ),
    "a leg without its side": (
        f"plan {NOAH} --happened injection=leg",
        "--happened: “leg” is not known. Did you mean “leg.",
    ),
    "what will happen tomorrow": (
        f"plan {NOAH} --happened injection=leg.left@2026-11-24",
        "--happened: 2026-11-24 lies after the moment of the plan. Give when it was.",
    ),
    "what will happen tonight": (
        f"plan {NOAH} --at 10:00 --happened injection=leg.left@2026-11-23T22:00",
        "--happened: 2026-11-23T22:00 lies after the moment of the plan.",
    ),
    "a misspelt country": (f"plan {NOAH} --country AUS", "--country: “AUS” is not known."),
    "a country by its name": (
        f"plan {NOAH} --country Australia",
        "--country: “Australia” is not known. Did you mean “au”?",
    ),
    "a misspelt option": (f"plan {NOAH} --gaol sleep", "“--gaol” means nothing here. Did you mean --goal?"),
    "an option cut short": (
        f"plan {NOAH} --cond reflux",
        "“--cond” means nothing here. Did you mean --condition?",
    ),
    "a value that is missing": (
        f"plan {NOAH} --goal",
        "--goal needs a value. “handsong plan --help” shows its form.",
    ),
    "a word too many": (f"plan {NOAH} tonight", "“tonight” means nothing here."),
    "a history that is not there": (
        f"plan {NOAH} --history nowhere.jsonl",
        "--history: there is no file “nowhere.jsonl”. Check its name.",
    ),
    "a history that is a folder": (
        f"plan {NOAH} --history .",
        "--history: “.” cannot be read: Is a directory.",
    ),
    "a misspelt command": ("plann", "command: “plann” is not known. Did you mean “plan”?"),
    "a misspelt technique": ("show sun-mon", "technique: “sun-mon” is not known. Did you mean “sun-moon”?"),
    "a technique by its name": (
        "show 'Hip to ankle'",
        "technique: “Hip to ankle” is not known. Did you mean “leg-hip-to-ankle”?",
    ),
    "no technique": ("show", "technique: is missing. “handsong show --help” shows the form."),
    "a side of what has none": (
        "say sun-moon --side left",
        "--side: sun-moon is done without sides. Leave --side out.",
    ),
    "a misspelt side": ("draw leg-march --side lft", "--side: “lft” is not known. Did you mean “left”?"),
    "a misspelt build": (
        "draw sun-moon --build infnt",
        "--build: “infnt” is not known. Did you mean “infant”?",
    ),
    "a tone too many": ("draw sun-moon --tone 7", "--tone: “7” is not known. Give one of 1, 2, 3, 4, 5, 6."),
    "a file that cannot be written": (
        "draw sun-moon -o /nowhere/at/all.svg",
        "--output: “/nowhere/at/all.svg” cannot be written: No such file or directory.",
    ),
    "nothing to explain": ("explain", "explain needs a word, such as “handsong explain reflux”, or --born"),
    "a word and a plan to explain": (
        f"explain reflux {NOAH}",
        "explain takes a word, or --born and the options of plan. Leave one out.",
    ),
    "a misspelt word to explain": (
        "explain refluxx",
        "explain: “refluxx” is not known. Did you mean “reflux”?",
    ),
    "a folder that is not there": ("check --folder nowhere", "--folder: there is no folder “nowhere”."),
    "a bundle without a name": (f"bundle {NOAH}", "--name: the player calls the child by name."),
}


@pytest.mark.parametrize("what", MISTAKES)
def test_a_mistake_gets_one_sentence_with_the_remedy(what: str) -> None:
    typed, sentence = MISTAKES[what]
    ran = handsong(typed)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(f"handsong: {sentence}"), ran.err
    assert ran.err.count("\n") == 1
    assert ran.err.rstrip()[-1] in ".?"


@given(words=st.lists(st.text(max_size=12), max_size=4))
def test_whatever_is_typed_there_is_never_a_traceback(words: list[str]) -> None:
    ran = run(["plan", "--born", "2026-10-02", "--on", "2026-11-23", *words])
    assert ran.status in {0, 2, 3}
    assert ran.status != 2 or ran.err.startswith("handsong: ")


OPTIONS = st.sampled_from(
    [
        "--weeks-early",
        "--due-date",
        "--birth-weight",
        "--seen",
        "--condition",
        "--yes",
        "--happened",
        "--still",
        "--on",
        "--at",
        "--answer",
        "--sign",
        "--goal",
        "--minutes",
        "--country",
        "--born",
    ]
)
VALUES = st.one_of(
    st.text(max_size=12),
    st.from_regex(r"[0-9a-z=@,:.+T-]{0,20}", fullmatch=True),
    st.sampled_from(
        ["2026-11-23", "9999-12-31", "0001-01-01", "5+3", "injection=@", "rash=back@2026-11-01T"]
    ),
)


@given(given_=st.lists(st.tuples(OPTIONS, VALUES), max_size=3))
def test_whatever_an_option_is_given_there_is_never_a_traceback(given_: list[tuple[str, str]]) -> None:
    words = [f"{option}={value}" for option, value in given_]
    ran = run(["plan", "--born", "2026-10-02", "--on", "2026-11-23", *words])
    assert ran.status in {0, 2, 3}


def run(words: list[str]) -> Ran:
    """Return what comes of these words, whatever is in them."""
    return handsong(shlex.join(words))
