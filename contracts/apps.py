from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ContractsConfig(AppConfig):
    name = "contracts"
    verbose_name = "Contrats"

    def ready(self) -> None:
        """Each app says in its `timeline` module what it adds to the history of a contract."""
        autodiscover_modules("timeline")
        # And in its `brought` module which files it reads, if it reads any.
        autodiscover_modules("brought")
