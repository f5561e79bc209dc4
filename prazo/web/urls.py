"""Every address of the desk; each view says who may come in (AC13)."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
