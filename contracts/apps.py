from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ContractsConfig(AppConfig):
    name = "contracts"
    verbose_name = "Contrats"

    def ready(self) -> None:
        """Each app says in its modules what it adds to the history of a contract, to its amendments, to what
        is in force on a day, to the page of an action, and which files it reads."""
        autodiscover_modules("timeline", "amendments", "in_force", "brought", "action_parts")
