"""`handsong check`: every fault with file, place and remedy; `--write` mends what is generated."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from handsong.content import files
from tests.cli.running import handsong


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the content that a test may spoil."""
    copied = tmp_path / "content"
    shutil.copytree(files.HERE, copied, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return copied


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_content_as_it_is_has_no_fault() -> None:
    ran = handsong("check")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.endswith("no fault.\n")


def test_faults_are_told_one_a_line_with_file_place_and_remedy(folder: Path) -> None:
    change(folder / "techniques" / "toe-roll.toml", 'touch = "stroke"', 'touch = "strok"')
    (folder / "help.toml").unlink()
    ran = handsong(f"check --folder {folder}")
    assert ran.status == 1
    assert ran.out.splitlines()[0] == "help.toml: is missing. Put it back, or restore it from the release."


def test_a_changed_score_needs_its_zones_worked_out_anew_and_write_does_it(folder: Path) -> None:
    change(folder / "techniques" / "toe-roll.toml", "times\n", "times, stay 1 s\n")
    ran = handsong(f"check --folder {folder}")
    assert ran.status == 1
    assert "toe-roll.toml: score: its zones were worked out for another score or figure." in ran.out
    assert "zones.json: is not what the geometry says now. Run “handsong check --write”." in ran.out
    assert handsong(f"check --write --folder {folder}").status == 0
    assert handsong(f"check --folder {folder}").status == 0


def test_zones_that_somebody_changed_by_hand_are_found_and_mended(folder: Path) -> None:
    change(folder / "zones.json", '"foot.left"', '"hand.left"')
    ran = handsong(f"check --folder {folder}")
    assert (ran.status, ran.out) == (
        1,
        "zones.json: is not what the geometry says now. Run “handsong check --write”.\n",
    )
    handsong(f"check --write --folder {folder}")
    assert (folder / "zones.json").read_text(encoding="utf-8") == (files.HERE / "zones.json").read_text(
        encoding="utf-8"
    )


def test_a_schema_that_is_out_of_date_is_found_and_mended(folder: Path) -> None:
    (folder / "schema" / "technique.json").write_text("{}", encoding="utf-8")
    assert handsong(f"check --folder {folder}").out.startswith(
        "schema/technique.json: is not what the models"
    )
    assert handsong(f"check --write --folder {folder}").status == 0


def test_a_path_over_a_place_no_hand_may_go_is_a_fault(folder: Path) -> None:
    change(
        folder / "techniques" / "toe-roll.toml",
        'score = """',
        'score = """\nstroke, slow, gentle-firm, 2 times\n  right palm: line from forehead to chin\n',
    )
    out = handsong(f"check --write --folder {folder}").out
    assert (
        "toe-roll.toml: score: enters airway on the left of the infant figure, where no hand may go." in out
    )


def test_a_tummy_stroke_against_the_colon_is_a_fault(folder: Path) -> None:
    change(folder / "techniques" / "tummy-clock-circles.toml", "circle clockwise", "circle anticlockwise")
    out = handsong(f"check --write --folder {folder}").out
    assert "tummy-clock-circles.toml: score: runs against the colon on the infant figure." in out


def test_a_score_that_cannot_be_read_is_named_with_file_line_and_column(folder: Path) -> None:
    change(folder / "techniques" / "toe-roll.toml", "stroke, ", "strok, ")
    ran = handsong(f"check --write --folder {folder}")
    assert ran.status == 1
    assert "techniques/toe-roll.toml: score, line " in ran.out
    assert "did you mean “stroke”?" in ran.out
