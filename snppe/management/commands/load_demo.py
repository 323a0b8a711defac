"""`manage.py load_demo`: the demonstration, its accounts and, on demand, the exercise of Alsace done."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from contracts.models import Framework
from snppe.demo import alsace, alsace_2024, cast, committees, crosswalk, extensions, fictitious, seals
from snppe.demo.opening import FRAMEWORKS


class Command(BaseCommand):
    """Exit code 1 outside a demonstration, or when what must come first is not there."""

    help = (
        "Charge la démonstration\u00a0: des comptes nommés par leur rôle, les deux contrats d’Alsace avec "
        "leurs chiffres réels et sourcés, cinq territoires aux chiffres fictifs, marqués comme tels. Se "
        "relance sans risque\u00a0: ce qui existe n’est pas touché. Refusé là où DEMO n’est pas à 1."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--complete",
            action="store_true",
            help="saisit aussi les résultats 2024 de l’Alsace et mène ses deux rapports jusqu’à l’arrêté",
        )
        parser.add_argument(
            "--print-accounts",
            action="store_true",
            help="ne charge rien\u00a0: affiche les comptes de démonstration et leur mot de passe",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("La démonstration ne se charge que là où DEMO=1, jamais en production.")
        if options["print_accounts"]:
            self._print_accounts()
            return
        if Framework.objects.filter(code__in=FRAMEWORKS.values()).count() < len(FRAMEWORKS):
            raise CommandError("Chargez d’abord les données de référence\u00a0: manage.py load_reference")
        done = load(is_complete=options["complete"])
        if options["verbosity"] > 0:
            for line in done:
                self.stdout.write(line)

    def _print_accounts(self) -> None:
        if not cast.is_settled():
            raise CommandError("Aucun compte de démonstration\u00a0: lancez d’abord manage.py load_demo")
        for line in cast.printed():
            self.stdout.write(line)


@transaction.atomic
def load(*, is_complete: bool = False) -> list[str]:
    """Load what is missing, all or nothing; what was done, as French lines."""
    cast.settle()
    certified = seals.settle()
    alsatian = 2 if alsace.load() else 0
    invented = fictitious.load()
    crosswalk.load()
    committees.load()
    extensions.load()
    done = [
        f"Comptes de démonstration\u00a0: {cast.size()}",
        f"Contrats d’Alsace (chiffres réels) ajoutés\u00a0: {alsatian}",
        f"Contrats fictifs ajoutés\u00a0: {invented}",
    ]
    done.append(f"Certificats de cachet sans valeur légale ajoutés\u00a0: {certified}")
    if is_complete:
        done.append(f"Rapports d’Alsace menés jusqu’à l’arrêté\u00a0: {alsace_2024.complete()}")
    return done
