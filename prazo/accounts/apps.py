from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "prazo.accounts"
    label = "accounts"
