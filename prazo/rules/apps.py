from django.apps import AppConfig


class RulesConfig(AppConfig):
    name = "prazo.rules"
    label = "rules"
