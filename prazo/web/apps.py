from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "prazo.web"
    label = "web"
