from django.apps import AppConfig


class RoutingConfig(AppConfig):
    name = "prazo.routing"
    label = "routing"
