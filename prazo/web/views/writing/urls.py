"""Addresses of what is written before it is sent, and of the texts it is made of."""

from django.urls import path

from prazo.web.views.writing import (
    draft,
    mine,
    preview,
    sending,
    signature,
    templates,
    undo,
    upload,
)
from prazo.web.views.writing import settings as of_desk

DESK = "settings/desk/<slug:desk>"

urlpatterns = [
    path("t/<int:number>/draft", draft.draft, name="draft"),
    path("t/<int:number>/upload", upload.upload, name="upload"),
    path("t/<int:number>/undo", undo.undo, name="undo"),
    path("t/<int:number>/preview", preview.preview, name="preview"),
    path("first/preview", preview.first, name="first_preview"),
    path("t/<int:number>/templates", templates.templates, name="templates_for"),
    path("t/<int:number>/templates/<str:kind>", templates.templates, name="templates_beside"),
    path("d/<str:token>", upload.drafted, name="drafted"),
    path("me/sending", sending.sending, name="sending"),
    path("me/signature", signature.own, name="signature"),
    path("templates", mine.mine, name="templates"),
    path("templates/<int:pk>", mine.one, name="template"),
    path("templates/<int:pk>/removal", mine.removal, name="template_removal"),
    path(f"{DESK}/signature", signature.of_desk, name="settings_signature"),
    path(f"{DESK}/templates", of_desk.templates, name="settings_templates"),
    path(f"{DESK}/templates/<int:pk>", of_desk.template, name="settings_template"),
    path(
        f"{DESK}/templates/<int:pk>/removal",
        of_desk.removal,
        name="settings_template_removal",
    ),
]
