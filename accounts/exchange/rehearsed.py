"""The file of an import, between its rehearsal and its confirmation."""

import os
import re
import secrets
import time
from pathlib import Path

from django.conf import settings
from django.http import Http404
from import_export.tmp_storages import BaseStorage

NAME = re.compile(r"[0-9a-f]{32}")
KEPT_SECONDS = 24 * 3600


class RehearsedFile(BaseStorage):
    """Kept in a folder of ours, under a name that we draw: the page sends the name back, and one that is not
    ours leads nowhere. A file that nobody confirmed is gone within a day.
    """

    def save(self, data: bytes) -> None:
        """Keep the bytes under a new name."""
        self.name = secrets.token_hex(16)
        folder = self._folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for old in folder.iterdir():
            if old.stat().st_mtime < time.time() - KEPT_SECONDS:
                old.unlink(missing_ok=True)
        with os.fdopen(
            os.open(folder / self.name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
        ) as file:
            file.write(data)

    def read(self) -> bytes:
        """The bytes. Http404 when the name is not ours, or when the file was confirmed or forgotten."""
        if not NAME.fullmatch(self.name or "") or not (self._folder() / self.name).is_file():
            raise Http404("Ce fichier n’attend plus d’être confirmé\u00a0: envoyez-le de nouveau.")
        return (self._folder() / self.name).read_bytes()

    def remove(self) -> None:
        """Forget the file that was read."""
        (self._folder() / self.name).unlink(missing_ok=True)

    @staticmethod
    def _folder() -> Path:
        return Path(settings.DATA_DIR) / "imports"
