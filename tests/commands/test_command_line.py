"""The command line does what the office's administrator asks, and says it in words."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.ground.servers import PROJECT

Run = Callable[..., subprocess.CompletedProcess[str]]

ROSTER = (
    ("姓名", "身份证号", "手机号", "性别"),
    ("陈静", "110101199003070046", "13800138001", "女"),
    ("周杰", "110101199003070054", "13800138002", "男"),
    ("吴敏", "110101199003070099", "13800138003", "女"),
)


@pytest.fixture
def manage(tmp_path: Path) -> Run:
    """A function that runs one command on an office of this test's own."""
    home = tmp_path / "office-home"
    surroundings = {**os.environ, "OFFICE_HOME": str(home), "DATABASE_URL": ""}

    def run(*arguments: str, language: str = "en") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=PROJECT,
            env={**surroundings, "LANG": language},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.fixture
def sample(small_home: Path, manage: Run) -> Run:
    """The same on a small sample office, which the command line has made."""
    return manage


def written(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_sample_office_is_sound_and_made_once(sample: Run) -> None:
    assert "Everything is in order" in written(sample("check"))
    assert "Making" not in written(sample("demo", "--members", "60", "--no-serve"))
    assert "一切正常" in written(sample("check", language="zh_CN.UTF-8"))


def test_an_account_is_opened_reset_disabled_and_listed(sample: Run) -> None:
    opened = written(sample("users", "create", "he.lin", "--name", "何琳", "--role", "clerk"))
    again = written(sample("users", "reset", "he.lin"))
    assert opened.startswith("First password: ")
    assert again != opened
    written(sample("users", "disable", "he.lin"))
    line = next(row for row in written(sample("users", "list")).splitlines() if "he.lin" in row)
    assert line.split() == ["he.lin", "何琳", "clerk", "disabled"]


def test_what_cannot_be_done_is_advice_and_not_a_traceback(sample: Run) -> None:
    done = sample("users", "reset", "nobody")
    assert done.returncode == 1
    assert done.stderr.strip() == "There is no account with this sign-in name."
    assert "Traceback" not in done.stdout


@pytest.mark.parametrize(
    "told", [("import", "members", "gone.xlsx"), ("export", "members", "gone/list.csv")]
)
def test_a_file_that_is_not_there_is_named(sample: Run, told: tuple[str, ...]) -> None:
    done = sample(*told)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert f"{told[-1]} cannot be read or written: No such file" in done.stderr


def roster(folder: Path) -> Path:
    file = folder / "roster.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(ROSTER)
    return file


def test_a_dry_run_changes_nothing_and_the_import_refuses_only_what_is_wrong(
    sample: Run, tmp_path: Path
) -> None:
    file, refused = roster(tmp_path), tmp_path / "refused.xlsx"
    told = ("import", "members", str(file), "--unit", "1")
    dry = written(sample(*told, "--dry-run"))
    assert "3 rows: 2 new, 0 changed, 0 unchanged, 1 refused" in dry
    assert "Nothing was changed." in dry
    done = sample(*told, "--refused", str(refused))
    assert "Imported." in written(done)
    assert "last digit" in done.stderr
    assert refused.read_bytes().startswith(b"PK")
    assert "2 unchanged, 1 refused" in written(sample(*told, "--dry-run"))
    assert "Everything is in order" in written(sample("check"))


@pytest.mark.parametrize("register", ["members", "units"])
def test_a_list_is_written_with_masked_numbers(sample: Run, tmp_path: Path, register: str) -> None:
    file = tmp_path / "out.csv"
    said = written(sample("export", register, str(file)))
    rows = file.read_text(encoding="utf-8-sig").splitlines()
    assert f"{len(rows) - 1} rows were written" in said
    assert len(rows) > 50
    if register == "members":
        assert "***" in rows[1]


def test_a_backup_is_restored_and_the_former_office_kept(sample: Run, tmp_path: Path) -> None:
    file = str(tmp_path / "office.backup")
    assert "keep it safe" in written(sample("backup", file))
    written(sample("users", "create", "he.lin", "--name", "何琳", "--role", "clerk"))
    assert "before-restore-" in written(sample("restore", file))
    assert "he.lin" not in written(sample("users", "list"))
    assert "Everything is in order" in written(sample("check"))


def test_the_key_is_rotated_and_the_day_is_done(sample: Run) -> None:
    assert "sealed with the new key" in written(sample("rotate-key"))
    assert "Everything is in order" in written(sample("check"))
    assert "Backup: " in written(sample("daily"))
