"""Files that we keep, handed out as downloads."""

import logging

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404

logger = logging.getLogger(__name__)


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
