"""Asking for a bundle, asking again, and what is told of it."""

from django.db import transaction

from accounts.models import Seat
from core import journal
from core.jobs import enqueue
from core.rights import require
from core.workflow import TransitionRefused
from reports.bundles.keeping import erase, purge_daily
from reports.bundles.making import make_bundle
from reports.enums import BundleKind
from reports.models import Bundle, Report
from reports.selection import ReportFilter

EXPORT = "reports.export_reports"
AT_WORK = "Cet export est encore en préparation."
# Of the exports that a seat has, the oldest give way: they can be made again.
MOST_KEPT = 10


def ask_signed(*, chosen: ReportFilter, by: Seat) -> Bundle:
    """The ZIP of the signed PDFs of the reports chosen; the one that is being made, if it is the same.

    Raises PermissionDenied.
    """
    require(EXPORT, by, None, "exporter des rapports")
    return _ask(BundleKind.SIGNED, by, criteria=chosen.stored)


def ask_archive(report: Report, *, by: Seat) -> Bundle:
    """The archive of a report, for whoever may take its files out. Raises PermissionDenied,
    TransitionRefused for a report without an edition."""
    require(EXPORT, by, None, "archiver un rapport")
    if report.current_edition_id is None:
        raise TransitionRefused("Ce rapport n’a pas encore d’édition figée\u00a0: il n’y a rien à archiver.")
    return _ask(BundleKind.ARCHIVE, by, report=report)


@transaction.atomic
def _ask(kind: str, by: Seat, **subject: object) -> Bundle:
    # In line: two clicks at once ask for one bundle.
    Seat.objects.select_for_update(of=("self",)).get(pk=by.pk)
    own = Bundle.objects.visible_to(by)
    under_way = own.at_work().filter(kind=kind, **subject).first()
    if under_way is not None:
        return under_way
    bundle = Bundle.objects.create(kind=kind, seat=by, **subject)
    _told("Demander un export de rapports", bundle, by)
    for old in own.exclude(file="").order_by("-asked_at", "-pk")[MOST_KEPT - 1 :]:
        erase(old)
    enqueue(make_bundle, bundle.pk, bundle.attempt)
    purge_daily()
    return bundle


@transaction.atomic
def ask_again(bundle: Bundle, *, by: Seat) -> None:
    """Have its making begin again, from the start. Raises TransitionRefused while it gives news."""
    require(EXPORT, by, None, "exporter des rapports")
    locked = Bundle.objects.visible_to(by).select_for_update(of=("self",)).get(pk=bundle.pk)
    if not locked.can_be_asked_again:
        raise TransitionRefused(AT_WORK)
    locked.begin_again()
    _told("Relancer un export de rapports", locked, by)
    enqueue(make_bundle, locked.pk, locked.attempt)


def _told(act: str, bundle: Bundle, by: Seat) -> None:
    asked = {"nature": str(bundle.get_kind_display()), **bundle.criteria, "essai": bundle.attempt}
    if bundle.report:
        asked["rapport"] = str(bundle.report)
    journal.record(chain=bundle.journal_chain, act=act, subject=bundle, by=by, after=asked)


def may_download(bundle: Bundle, by: Seat | None) -> bool:
    """Whether the seat may take out, today, each report of which the bundle holds something."""
    held = set(bundle.held)
    followed = Report.objects.followed_by(by).filter(pk__in=held)
    if held - set(followed.values_list("pk", flat=True)):
        return False
    readable = Report.objects.visible_to(by).filter(pk=bundle.report_id or 0)
    return bundle.report_id is None or readable.exists()
