from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "prazo.notices"
    label = "notices"
