from django.apps import AppConfig


class WritingConfig(AppConfig):
    name = "prazo.writing"
    label = "writing"
