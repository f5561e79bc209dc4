"""Addresses for everybody."""

from django.urls import path

from prazo.public import views

urlpatterns = [
    path("agreements/", views.agreements, name="agreements"),
    path("agreements/<slug:desk>", views.agreement, name="agreement"),
    path("agreements/<slug:desk>/<str:version>", views.agreement_version, name="agreement_version"),
    path("agreements/<slug:desk>/<str:version>/file", views.agreement_file, name="agreement_file"),
]
