"""Addresses of customers and people."""

from django.urls import path

from prazo.web.views.customers import card, person

urlpatterns = [
    path("customers", card.customers, name="customers"),
    path("customers/<int:pk>", card.customer, name="customer"),
    path("customers/<int:pk>/targets", card.targets, name="customer_targets"),
    path("customers/<int:pk>/back/<int:use>", card.quota_back, name="quota_back"),
    path("people/<int:pk>", person.person, name="person"),
]
