"""LibreOffice itself, opening what we write and saving what we read."""

import os
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from snppe.doctor.needs import TEST_NEEDS, install_command, missing

Saved = Callable[..., bytes]


@pytest.fixture
def saved_by_libreoffice(tmp_path: Path) -> Saved:
    """`saved_by_libreoffice(content, "xlsx", "ods")`: opened from one format and saved in the other.

    `reading` and `writing` are LibreOffice's own words for how. Without it the test is left out, except in
    continuous integration.
    """
    absent = missing(need for need in TEST_NEEDS if need.name.startswith("libreoffice"))
    if absent:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(
            f"LibreOffice manque : {shlex.join(install_command(absent))}"
        )

    def _save(content: bytes, opened: str, saved: str, *, reading: str = "", writing: str = "") -> bytes:
        source, out = tmp_path / f"classeur.{opened}", tmp_path / "out"
        source.write_bytes(content)
        command: list[str | Path] = [
            "soffice",
            "--headless",
            f"-env:UserInstallation=file://{tmp_path}/profile",
        ]
        command += [f"--infilter={reading}"] if reading else []
        command += ["--convert-to", f"{saved}:{writing}" if writing else saved, "--outdir", out, source]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return (out / f"classeur.{saved}").read_bytes()

    return _save
