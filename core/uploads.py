"""How much a request may carry in files, whoever sends it: they are received before any right is asked."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class BoundedUploadHandler(FileUploadHandler):
    """Refuses a request over `UPLOAD_MAX_BYTES` before its first byte is kept; the others receive it."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],  # noqa: N803 (Django's own name)
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Raise RequestDataTooBig, which is answered by the page 400."""
        if content_length > settings.UPLOAD_MAX_BYTES:
            raise RequestDataTooBig(f"Plus de {settings.UPLOAD_MAX_BYTES} octets dans une demande.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass the data on."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Another handler keeps the file."""
