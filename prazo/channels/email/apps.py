from django.apps import AppConfig


class EmailConfig(AppConfig):
    name = "prazo.channels.email"
    label = "email"
