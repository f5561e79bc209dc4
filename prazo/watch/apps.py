from django.apps import AppConfig


class WatchConfig(AppConfig):
    name = "prazo.watch"
    label = "watch"
