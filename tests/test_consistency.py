"""The conventions that matter, as checks that fail."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import rules
from django.apps import apps
from django.db import connection

from contracts import workflow as contract_workflow
from contracts.amending import workflow as amendment_workflow
from contracts.models import Amendment, Contract
from core.triggers import Refuse
from core.workflow import transitions_of
from reports import workflow
from reports.models import Report
from tests.source import (
    LAYERS,
    ROOT,
    functions,
    imported_apps,
    length,
    modules,
    own_apps,
    top,
    tracked_files,
    tree,
)

OWN_MODELS = [model for label in own_apps() for model in apps.get_app_config(label).get_models()]
BUSINESS_MODELS = [model for model in OWN_MODELS if not model.__name__.endswith(("History", "history"))]
# What is append-only or frozen by the database is its own history.
UNTRACKED = {"JournalEntry", "Edition", "Seal", "SignedCopy", "Rendering", "Reply", "ReadingMark", "Reminder"}
# What the worker makes and erases is told in the journal.
UNTRACKED |= {"Bundle", "LogoImage"}


def allowed_imports(app: str) -> set[str]:
    """The layers an app may import: those below its own, and itself."""
    allowed = {app}
    for layer in LAYERS:
        members = {layer} if isinstance(layer, str) else set(layer)
        if app in members:
            return allowed
        allowed |= members
    return allowed


def test_a_module_imports_only_the_layers_below_its_own() -> None:
    own, allowed = set(own_apps()), {app: allowed_imports(app) for app in own_apps()}
    read = {path: imported_apps(path) & own for path in modules(with_migrations=True)}

    assert read
    assert {path: apps - allowed[top(path)] for path, apps in read.items() if apps - allowed[top(path)]} == {}


def test_no_module_test_or_template_outgrows_its_limit() -> None:
    limits = {".py": 400, ".html": 100, ".css": 600, ".js": 300}
    too_long = []
    for path in tracked_files():
        limit = 500 if top(path) == "tests" else limits.get(path.suffix)
        if limit and path.suffix in limits and "migrations" not in path.parts:
            lines = len(path.read_text().splitlines())
            if lines > limit:
                too_long.append(f"{path.relative_to(ROOT)} : {lines} > {limit}")

    assert too_long == []


def test_no_function_outgrows_its_limit() -> None:
    too_long = []
    for path in modules():
        limit = 20 if "views" in path.relative_to(ROOT).with_suffix("").parts else 25
        too_long += [
            f"{path.relative_to(ROOT)}:{node.lineno} {node.name} : {length(node)} > {limit}"
            for node in functions(path)
            if length(node) > limit
        ]

    assert too_long == []


def test_every_public_function_and_class_says_what_it_is() -> None:
    bare = []
    for path in modules():
        if path.name in {"apps.py", "admin.py"}:
            continue
        bare += [
            f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
            for node in tree(path).body
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
            and not node.name.startswith("_")
            and ast.get_docstring(node) is None
        ]

    assert bare == []


def test_every_constraint_is_explained_in_french() -> None:
    messages = {
        constraint.name: (constraint.violation_error_message, constraint.default_violation_error_message)
        for model in BUSINESS_MODELS
        for constraint in model._meta.constraints
    }

    assert messages
    assert [name for name, (own, default) in messages.items() if own == default] == []
    assert [name for name, (own, _) in messages.items() if not str(own).endswith(".")] == []


def test_every_constraint_is_put_to_the_test() -> None:
    tests = [path for path in tracked_files() if top(path) == "tests" and path != Path(__file__)]
    quoted = {
        name
        for path in tests
        if path.suffix == ".py"
        for name in re.findall(r'"([a-z][a-z0-9_{}]+)"', path.read_text())
    }
    # « funding_{field}_not_negative » stands for one constraint a field.
    patterns = [re.compile(re.sub(r"\{\w+\}", "[a-z_]+", name)) for name in quoted if "{" in name]
    untested = [
        constraint.name
        for model in BUSINESS_MODELS
        for constraint in model._meta.constraints
        if constraint.name not in quoted and not any(one.fullmatch(constraint.name) for one in patterns)
    ]

    assert untested == []


def test_every_business_model_keeps_its_history_and_says_what_it_is() -> None:
    # Django gives the others its own words: the name and the fields.
    silent = [one for one in BUSINESS_MODELS if not one.__doc__ or one.__doc__.startswith(f"{one.__name__}(")]

    assert BUSINESS_MODELS
    assert silent == []
    assert {one.__name__ for one in BUSINESS_MODELS if not hasattr(one, "history")} <= UNTRACKED


@pytest.mark.parametrize(
    ("model", "module", "names"),
    [
        (
            Report,
            workflow,
            {"share", "send_back", "seal", "deliberate", "open_correction", "drop_correction"},
        ),
        (
            Contract,
            contract_workflow,
            {"send_for_signature", "return_to_draft", "record_signatures", "end_contract"},
        ),
        (Amendment, amendment_workflow, {"sign_amendment"}),
    ],
)
def test_every_transition_is_guarded_and_explained(model: type, module: Any, names: set[str]) -> None:
    declared = transitions_of(model)
    undocumented = [one.name for one in declared if not getattr(module, one.name).__doc__]

    assert {transition.name for transition in declared} == names
    assert undocumented == []
    for transition in declared:
        assert rules.perm_exists(transition.permission), transition.name
        assert transition.sources, transition.name
        assert transition.label, transition.name


def test_only_workflow_modules_assign_the_state_of_a_report() -> None:
    culprits = []
    for path in modules():
        if path.name in {"workflow.py"} or top(path) != "reports":
            continue
        for node in ast.walk(tree(path)):
            targets = node.targets if isinstance(node, ast.Assign) else []
            for target in targets:
                if isinstance(target, ast.Attribute) and target.attr == "state":
                    owner = ast.unparse(target.value)
                    culprits += [f"{path.name}:{node.lineno}"] if "report" in owner else []

    assert culprits == []


def test_rows_that_have_a_history_are_never_written_behind_its_back() -> None:
    culprits = []
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                called = ast.unparse(node.func)
                bare = node.func.attr in {"bulk_create", "bulk_update"} and "history" not in called
                raw_update = node.func.attr == "update" and re.search(
                    r"\.(objects|filter|exclude|all)\b", called
                )
                if bare or raw_update:
                    culprits.append(f"{path.relative_to(ROOT)}:{node.lineno} {called}")

    assert culprits == []


def test_no_business_logic_hides_in_signals() -> None:
    culprits = [
        str(path.relative_to(ROOT))
        for path in modules()
        if re.search(r"@receiver|(pre|post)_(save|delete)\.connect|m2m_changed", path.read_text())
    ]

    assert culprits == []


def declared_triggers() -> list[Any]:
    """Every trigger that a migration declares."""
    found = []
    for path in modules(with_migrations=True):
        if "migrations" in path.parts and "Refuse(" in path.read_text():
            label, name = path.parent.parent.name, path.stem
            module = __import__(f"{label}.migrations.{name}", fromlist=["Migration"])
            found += [step for step in module.Migration.operations if isinstance(step, Refuse)]
    return found


def test_every_declared_trigger_stands_in_the_database(db: None) -> None:
    expected = {
        f"{step.trigger_name}_{event.lower()}" for step in declared_triggers() for event in step.conditions
    }
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )

    with connection.cursor() as cursor:
        cursor.execute(query)
        standing = {row[0] for row in cursor.fetchall()}

    assert expected
    assert expected <= standing


def test_every_template_is_used() -> None:
    sources = "\n".join(
        path.read_text() for path in tracked_files() if path.suffix in {".py", ".html", ".txt", ".svg"}
    )
    unused = [
        str(path.relative_to(ROOT))
        for path in tracked_files()
        if top(path) == "templates" and not is_named(path, sources)
    ]

    assert unused == []


def is_named(template: Path, sources: str) -> bool:
    """Whether something names the template: whole, or its folder and its own name apart."""
    name = template.relative_to(ROOT / "templates")
    # Libraries ask for these by their own names.
    if name.parts[0] in {"admin", "registration", "simple_history", "import_export", "dsfr"}:
        return True
    if str(name) in sources:
        return True
    has_folder = any(start in sources for start in (f'"{name.parent}"', f"{name.parent}/{{"))
    return has_folder and bool(re.search(rf'[/"]{name.stem}(\.html)?"', sources))


def test_templates_carry_no_inline_script_or_style() -> None:
    inline = re.compile(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=", re.IGNORECASE)
    culprits = [
        str(path.relative_to(ROOT))
        for path in tracked_files()
        if top(path) == "templates" and path.suffix == ".html" and inline.search(path.read_text())
    ]

    # A report written to a file, or to the PDF engine, carries its style; the page on screen links it.
    assert culprits == ["templates/reports/pdf/document.html"]


def test_numbers_never_use_the_narrow_no_break_space_that_fonts_lack() -> None:
    culprits = [
        str(path.relative_to(ROOT))
        for path in tracked_files()
        if path.suffix in {".html", ".txt"} and "\u202f" in path.read_text()
    ]

    assert culprits == []
