"""The laws of the house that no linter knows."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parent.parent
ROOMS = (
    "app",
    "shell",
    "pages",
    "components",
    "documents",
    "db",
    "rules",
    "manage",
    "commands",
    "config",
)
LIBRARY_HOMES = {
    "streamlit": ("app", "shell", "pages", "components"),
    "streamlit_authenticator": ("shell",),
    "sqlalchemy": ("db",),
    "alembic": ("db",),
    "sqlite3": ("db",),
    "psycopg": ("db",),
    "pandas": ("app", "components"),
    "altair": ("app", "components"),
    "python_calamine": ("documents",),
    "xlsxwriter": ("documents",),
    "docxtpl": ("documents",),
    "openpyxl": (),
    "typer": ("manage", "commands"),
    "uvicorn": ("manage",),
}
"""Where a library may be imported; ``app`` loads pandas and Altair once, to freeze them."""

SINGLE_FILES_REACH = {
    "app": {"shell", "pages", "components", "db", "rules", "config"},
    "manage": {"commands", "documents", "db", "rules", "config"},
    "commands": {"commands", "documents", "db", "rules", "config"},
    "config": set[str](),
}
KERNEL = {
    "db.backups": "the server's own keyboard",
    "db.checks": "the server's own keyboard",
    "db.dumps": "the server's own keyboard",
    "db.engine": "the connection itself",
    "db.moves": "called by verbs, checks the step's own permission",
    "db.schema": "made before there is anybody to ask",
    "db.pulse": "reads versions, which name nobody",
    "db.scope": "the scope itself",
    "db.sealing": "the keys themselves",
    "db.search": "returns selects that the session scopes",
    "db.seeding": "runs at start, as the console",
    "db.session": "the door itself",
    "db.set_up": "runs before there is anybody to ask",
    "db.sign_ins": "is the way in: checks passwords and cookies",
    "db.summaries": "kept by the session",
    "db.trail": "written by the session",
    "db.tree": "keeps the closure table for the verbs of units",
    "db.values": "turns rows into values, reads none",
    "db.verbs": "the lock itself",
    "db.wall_door": "is the way in of wall displays: checks keys",
    "db.rotation": "the server's own keyboard",
    "db.upkeep": "the server's own keyboard",
    "db.sample": "fills an empty office, as the console",
    "db.sample_activities": "fills an empty office, as its accounts",
    "db.sample_aid": "fills an empty office, as its accounts",
    "db.sample_assessors": "fills an empty office, as its accounts",
    "db.sample_campaigns": "fills an empty office, as its accounts",
    "db.sample_boards": "fills an empty office, as its accounts",
    "db.sample_claims": "fills an empty office, as the console",
    "db.sample_counter": "fills an empty office, as its accounts",
    "db.sample_funds": "fills an empty office, as its accounts",
    "db.sample_giving": "fills an empty office, as its accounts",
    "db.sample_hardship": "fills an empty office, as the console",
    "db.sample_households": "fills an empty office, as the console",
    "db.sample_mutual": "fills an empty office, as the console",
    "db.sample_pay": "fills an empty office, as the console",
    "db.sample_reports": "fills an empty office, as its accounts",
}
"""Modules of ``db`` whose functions carry no lock, and why."""

BANNED = frozenset(("manager", "helper", "utils", "handle", "process", "data", "info", "misc"))
NAMED_BY_SQLALCHEMY = ("process_bind_param", "process_result_value")
LONGEST_FILE, LONGEST_PAGE = 350, 150
TRAPS = {
    "cache_resource": "any visitor can clear it",
    "connection": "it sits in cache_resource",
    "map": "it fetches tiles from the internet",
    "pydeck_chart": "it fetches tiles from the internet",
    "experimental_rerun": "it is gone",
}


def _files(room: str) -> list[Path]:
    single = PROJECT / f"{room}.py"
    files = [single] if single.exists() else sorted((PROJECT / room).rglob("*.py"))
    return [file for file in files if "versions" not in file.parts]


def _trees(*rooms: str) -> Iterator[tuple[Path, ast.Module]]:
    for room in rooms:
        for file in _files(room):
            yield file.relative_to(PROJECT), ast.parse(file.read_text(encoding="utf-8"))


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def _modules_of(room: str) -> list[ModuleType]:
    names = [file.relative_to(PROJECT).with_suffix("") for file in _files(room)]
    return [
        importlib.import_module(".".join(name.parts).removesuffix(".__init__"))
        for name in names
        if not {"migrations", "models"} & set(name.parts)
    ]


def _public_functions(module: ModuleType) -> Iterator[tuple[str, Any]]:
    for name, found in inspect.getmembers(module, inspect.isfunction):
        if found.__module__ == module.__name__ and not name.startswith("_"):
            yield name, found


def test_every_function_of_a_feature_is_locked_or_stays_inside_the_database_floor() -> None:
    """A function that takes a session is locked, says why it is open, or serves ``db`` alone."""
    used_above = set(_used_from_db("shell", "pages", "commands", "manage", "app"))
    unlocked = {
        f"{module.__name__}.{name}"
        for module in _modules_of("db")
        if module.__name__ not in KERNEL
        for name, function in _public_functions(module)
        if "session" in inspect.signature(function).parameters
        and not hasattr(function, "__permission__")
        and not hasattr(function, "__open_to_all__")
    }
    assert not unlocked & used_above


def _used_from_db(*rooms: str) -> Iterator[str]:
    """Every ``db.module.function`` that the rooms import or reach through a module."""
    for _file, tree in _trees(*rooms):
        modules = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "db":
                for name in node.names:
                    modules[name.asname or name.name] = f"{node.module}.{name.name}"
                    yield f"{node.module}.{name.name}"
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                if node.value.id in modules:
                    yield f"{modules[node.value.id]}.{node.attr}"


def test_features_reach_the_database_only_through_the_session_they_are_given() -> None:
    wrong = []
    for file, tree in _trees("db"):
        module = ".".join(file.with_suffix("").parts)
        if module in KERNEL or "models" in file.parts or "migrations" in file.parts:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module in ("db.session", "db.engine"):
                names = {name.name for name in node.names} & {"reading", "writing", "store"}
                wrong += [f"{file}: {name}" for name in names]
    assert not wrong


def test_only_the_session_commits() -> None:
    wrong = [
        f"{file}:{node.lineno}"
        for file, tree in _trees(*ROOMS)
        if file.name not in ("session.py",)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "commit"
        if not (isinstance(node.value, ast.Name) and node.value.id == "ledger")
    ]
    assert not wrong


@pytest.mark.parametrize("library", sorted(LIBRARY_HOMES))
def test_a_library_is_imported_only_at_home(library: str) -> None:
    wrong = [
        str(file)
        for file, tree in _trees(*(set(ROOMS) - set(LIBRARY_HOMES[library])))
        if any(name.split(".")[0] == library for name in _imported(tree))
    ]
    assert not wrong


@pytest.mark.parametrize("room", sorted(SINGLE_FILES_REACH))
def test_a_single_file_imports_only_the_rooms_it_may_enter(room: str) -> None:
    reached = {name.split(".")[0] for _, tree in _trees(room) for name in _imported(tree)} & set(
        ROOMS
    )
    assert reached <= SINGLE_FILES_REACH[room]


def test_rules_need_only_the_standard_library_and_check_digits() -> None:
    allowed = set(sys.stdlib_module_names) | {"rules", "stdnum"}
    outside = [
        f"{file}: {name}"
        for file, tree in _trees("rules")
        for name in _imported(tree)
        if name.split(".")[0] not in allowed
    ]
    assert not outside


def test_rules_read_no_clock() -> None:
    wrong = [
        f"{file}:{node.lineno}"
        for file, tree in _trees("rules")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ("now", "today", "utcnow", "time_ns")
    ]
    assert not wrong


def test_a_page_file_runs_nothing_when_it_is_imported() -> None:
    wrong = [
        f"{file}:{statement.lineno}"
        for file, tree in _trees("pages")
        for statement in tree.body
        if not _is_declaration(statement)
    ]
    assert not wrong


def _is_declaration(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant)
    if isinstance(statement, ast.Assign | ast.AnnAssign):
        return all(
            isinstance(call.func, ast.Name) and call.func.id in ("N_", "frozenset", "Filter")
            for call in ast.walk(statement)
            if isinstance(call, ast.Call)
        )
    return isinstance(statement, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef)


def test_every_page_file_defines_its_page() -> None:
    for file, tree in _trees("pages"):
        functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
        pages = [function for function in functions if function.name == "page"]
        is_page = file.parent.name == "pages" or file.name == "__init__.py"
        if is_page and file.as_posix() != "pages/__init__.py":
            assert [argument.arg for page in pages for argument in page.args.args] == ["actor"], (
                file
            )


def test_no_pages_folder_lies_beside_the_script_that_streamlit_runs() -> None:
    assert (PROJECT / "shell" / "main.py").exists()
    assert not (PROJECT / "shell" / "pages").exists()


def test_no_module_of_the_shell_bears_the_name_of_a_library() -> None:
    taken = set(sys.stdlib_module_names) | set(LIBRARY_HOMES) | set(ROOMS)
    assert not {file.stem for file in _files("shell")} & taken


def test_no_screen_uses_an_element_that_is_a_trap() -> None:
    wrong = [
        f"{file}:{node.lineno}: {TRAPS[node.attr]}"
        for file, tree in _trees("app", "shell", "pages", "components")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in TRAPS
        if isinstance(node.value, ast.Name) and node.value.id == "st"
    ]
    assert not wrong


def test_files_stay_small_enough_to_be_read() -> None:
    too_long = [
        f"{file.relative_to(PROJECT)}: {lines} lines"
        for room in ROOMS
        for file in _files(room)
        if (lines := len(file.read_text(encoding="utf-8").splitlines()))
        > (LONGEST_PAGE if room == "pages" else LONGEST_FILE)
    ]
    assert not too_long


def test_names_say_what_they_name() -> None:
    wrong = []
    for file, tree in _trees(*ROOMS):
        names = [file.stem]
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                names.append(node.name)
        words = {name: set(re.findall(r"[a-z0-9]+", _snake(name))) for name in names}
        names = [name for name in names if not name.startswith(NAMED_BY_SQLALCHEMY)]
        wrong += [f"{file}: {name}" for name in names if words[name] & BANNED]
    assert not wrong


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def test_the_project_names_no_folder_of_one_machine() -> None:
    pattern = re.compile(r"(?<![\w.$}*-])/(?:wor" + r"k|roo" + r"t|home|Users|tm" + r"p)/\w")
    listed = subprocess.run(
        ["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    wrong = []
    for name in listed.stdout.splitlines():
        file = PROJECT / name
        if file.suffix in (".png", ".mo", ".xlsx", ".xls", ".docx", ".csv") or not file.is_file():
            continue
        if pattern.search(file.read_text(encoding="utf-8", errors="replace")):
            wrong.append(name)
    assert not wrong


def test_every_table_that_names_a_unit_is_kept_to_the_actors_scope() -> None:
    import db.models.registry  # noqa: F401 - registers the tables
    from db.models.base import Base, WithinScope

    unscoped = {
        mapper.class_.__name__
        for mapper in Base.registry.mappers
        if "unit_id" in mapper.columns and not issubclass(mapper.class_, WithinScope)
    }
    assert unscoped <= {"UnitBelow", "Summary", "RolledSummary", "Problem", "FileSpell"}, (
        "read by units already in scope"
    )


def test_fields_and_columns_agree() -> None:
    from db.registers import REGISTERS
    from db.values import disagreements

    assert [disagreements(model, fields) for model, fields in REGISTERS] == [[]] * len(REGISTERS)
