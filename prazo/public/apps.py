from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "prazo.public"
    label = "public"
