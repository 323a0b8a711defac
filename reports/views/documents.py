"""What else is made of one frozen edition, served to whoever may take its files out."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from core.downloads import made_file
from reports.documents import TYPES, WRITERS, document_of
from reports.views.files import edition_taken_out


@require_safe
def edition_document(
    request: HttpRequest, reference: str, year: int, number: int, name: str, extension: str
) -> HttpResponse:
    """One of `reports.documents.WRITERS`."""
    edition = edition_taken_out(request, reference, year, number)
    if (name, extension) not in WRITERS:
        raise Http404("Ce document n’existe pas\u00a0: suivez un lien de la page du rapport.")
    file_name = f"{name}-{reference}-{year}-edition-{number}.{extension}"
    return made_file(
        document_of(edition, name, extension),
        name=file_name,
        content_type=TYPES[extension],
    )
