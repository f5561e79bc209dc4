from django.apps import AppConfig


class EscalationConfig(AppConfig):
    name = "prazo.escalation"
    label = "escalation"
