"""Files handed out as downloads: those that we keep, those made for the answer."""

import logging

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpResponse

logger = logging.getLogger(__name__)


def made_file(content: bytes | str, *, name: str, content_type: str) -> HttpResponse:
    """What was just made, to be saved under this name (plain letters, digits, dots and dashes)."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


def stored_file(file: FieldFile, *, name: str, content_type: str, sha256: str = "") -> FileResponse:
    """The file under this name; 404 when the disk has it no more (erased at this very instant, or a backup
    without its files), which is told in the log."""
    try:
        opened = file.open("rb")
    except OSError as error:
        logger.error("A stored file cannot be read: %s (%s)", file.name, type(error).__name__)
        raise Http404("Ce fichier n’est plus sur le serveur\u00a0: prévenez l’administrateur.") from error
    response = FileResponse(opened, as_attachment=True, filename=name, content_type=content_type)
    if sha256:
        response["ETag"] = f'"{sha256}"'
    return response
