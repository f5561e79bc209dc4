"""Addresses of customers and people."""

from django.urls import path

from prazo.web.views.customers import card, join, mend, person

urlpatterns = [
    path("customers", card.customers, name="customers"),
    path("customers/<int:pk>", card.customer, name="customer"),
    path("customers/<int:pk>/targets", card.targets, name="customer_targets"),
    path("customers/<int:pk>/back/<int:use>", card.quota_back, name="quota_back"),
    path("people/new", mend.new_person, name="new_person"),
    path("people/<int:pk>", person.person, name="person"),
    path("people/<int:pk>/change", mend.mend_person, name="mend_person"),
    path("people/<int:pk>/join/<int:other>", join.join, name="join_people"),
    path("people/<int:pk>/address", mend.person_address, name="person_address"),
]
