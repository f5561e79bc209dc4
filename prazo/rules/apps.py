from django.apps import AppConfig


class RulesConfig(AppConfig):
    name = "prazo.rules"
    label = "rules"

    def ready(self) -> None:
        from prazo.rules import held  # noqa: F401 - it says there how a held macro is done
