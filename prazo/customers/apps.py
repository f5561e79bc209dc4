from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "prazo.customers"
    label = "customers"
