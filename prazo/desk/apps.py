from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "prazo.desk"
    label = "desk"
