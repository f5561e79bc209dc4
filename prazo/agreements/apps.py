from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "prazo.agreements"
    label = "agreements"
