"""Every address of the desk; each view says who may come in (AC13)."""

from django.urls import URLPattern, URLResolver, include, path

from prazo.web.views import (
    address_question,
    attachment,
    counts,
    erasure,
    health,
    icon,
    language,
    live,
    me,
    message_html,
    new_ticket,
    play,
    queue,
    raw_mail,
    sign_in,
    sign_in_link,
    sign_out,
    tags_known,
    ticket,
    why,
    write_first,
)
from prazo.web.views.acts.register import VIEWS
from prazo.web.views.bulk import page as bulk
from prazo.web.views.queues import layout
from prazo.web.views.queues import page as queues

urlpatterns: list[URLPattern | URLResolver] = [
    path("", queue.queue, name="queue"),
    path("q/<slug:slug>", queue.queue, name="queue_of"),
    path("q/s/<int:pk>", queue.saved_queue, name="saved_queue"),
    path("q/<slug:slug>/play", play.play, name="play"),
    path("q/s/<int:pk>/play", play.play_saved, name="play_saved"),
    path("q/<slug:slug>/layout", layout.layout, name="queue_layout"),
    path("queues/rows", layout.rows, name="queue_rows"),
    path("queues/<int:pk>/first", layout.first, name="first_queue"),
    path("queues", queues.queues, name="queues"),
    path("queues/new", queues.new_queue, name="new_queue"),
    path("queues/<int:pk>", queues.change_queue, name="change_queue"),
    path("queues/<int:pk>/drop", queues.drop, name="drop_queue"),
    path("bulk", bulk.bulk, name="bulk"),
    path("bulk/waiting", bulk.bulks, name="bulks"),
    path("bulk/<int:pk>", bulk.bulk_of, name="bulk_of"),
    path("bulk/<int:pk>/undo", bulk.bulk_undo, name="bulk_undo"),
    path("tags/<slug:desk>", tags_known.tags_known, name="tags_known"),
    path("live", live.live, name="live"),
    path("counts", counts.counts, name="counts"),
    path("health", health.health, name="health"),
    path("favicon.ico", icon.icon, name="icon"),
    path("new", new_ticket.new_ticket, name="new_ticket"),
    path("new/first", write_first.first, name="write_first"),
    path("new/first/templates", write_first.first_templates, name="first_templates"),
    path("sign-in", sign_in.sign_in, name="sign_in"),
    path("sign-in/link/<str:token>", sign_in_link.sign_in_link, name="sign_in_link"),
    path("address/<str:token>", address_question.address_question, name="address_question"),
    path("sign-out", sign_out.sign_out, name="sign_out"),
    path("language", language.language, name="language"),
    path("me", me.me, name="me"),
    path("me/password", me.password, name="password"),
    path("t/<int:number>", ticket.ticket, name="ticket"),
    path("t/<int:number>/now", ticket.ticket_now, name="ticket_now"),
    path("t/<int:number>/erasure", erasure.erasure, name="erasure"),
    path("t/<int:number>/why/<slug:metric>", why.why, name="why"),
    path("t/<int:number>/raw", raw_mail.raw_mail, name="raw_mail"),
    path("t/<int:number>/raw/<int:pk>", raw_mail.raw_mail, name="raw_mail_of"),
    path("t/<int:number>/m/<int:pk>", message_html.message_html, name="message_html"),
    path("t/<int:number>/m/<int:pk>/text", message_html.message_text, name="message_text"),
    path("f/<int:pk>", attachment.attachment, name="attachment"),
    path("i/<str:token>", attachment.mail_picture, name="mail_picture"),
    *(path(f"t/<int:number>/{name}", view, name=name) for name, view in VIEWS.items()),
    path("", include("prazo.web.views.cases.urls")),
    path("", include("prazo.web.views.customers.urls")),
    path("", include("prazo.web.views.entry.urls")),
    path("", include("prazo.web.views.notices.urls")),
    path("n/<int:pk>", attachment.note_file, name="note_file"),
    path("", include("prazo.web.views.writing.urls")),
    path("", include("prazo.web.views.search.urls")),
    path("", include("prazo.web.views.settings.urls")),
    path("", include("prazo.web.views.routing.urls")),
    path("", include("prazo.web.views.board.urls")),
    path("", include("prazo.web.views.rules.urls")),
    path("", include("prazo.public.urls")),
]

handler400 = "prazo.web.views.errors.bad_request"
handler403 = "prazo.web.views.errors.forbidden"
handler404 = "prazo.web.views.errors.not_found"
handler500 = "prazo.web.views.errors.server_error"
