"""Our own source, read as a tree, for the tests that check how it is written."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ["core", "accounts", "contracts", ("indicators", "funding"), "reports", "overview", "snppe"]


@cache
def tracked_files() -> list[Path]:
    """Every file of the project that is not ignored, outside the version control's own folder."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listing.stdout.splitlines() if (ROOT / name).is_file()]


def own_apps() -> list[str]:
    """The layers' folders, lowest first."""
    return [app for layer in LAYERS for app in ([layer] if isinstance(layer, str) else layer)]


def modules(*, with_migrations: bool = False) -> list[Path]:
    """The Python modules of the layers."""
    own = [path for path in tracked_files() if path.suffix == ".py" and top(path) in own_apps()]
    return own if with_migrations else [path for path in own if "migrations" not in path.parts]


def top(path: Path) -> str:
    """The first folder of a path of the project."""
    return path.relative_to(ROOT).parts[0]


@cache
def tree(path: Path) -> ast.Module:
    """A module as a syntax tree."""
    return ast.parse(path.read_text())


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    """Every function and method of a module."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node  # type: ignore[misc]


def imported_apps(path: Path) -> set[str]:
    """The first names of all that a module imports."""
    names: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


def length(node: ast.FunctionDef) -> int:
    """The lines of what a function does: its signature and docstring left out."""
    documented = ast.get_docstring(node) is not None
    first = node.body[1] if documented and len(node.body) > 1 else node.body[0]
    return (node.end_lineno or node.lineno) - first.lineno + 1
