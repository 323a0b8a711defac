from django.apps import AppConfig


class SnppeConfig(AppConfig):
    name = "snppe"
    verbose_name = "snppe"
