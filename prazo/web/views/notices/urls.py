"""The addresses of one's own notices, and of following a ticket."""

from django.urls import path

from prazo.web.views.notices import choices, following, listing, people, reading, tickets

urlpatterns = [
    path("notices", listing.listing, name="notices"),
    path("notices/read", reading.all_read, name="notices_read"),
    path("notices/<int:pk>", tickets.tickets, name="notice"),
    path("notices/<int:pk>/read", reading.one_read, name="notice_read"),
    path("me/notices", choices.choices, name="notice_choices"),
    path("t/<int:number>/follow", following.following, name="follow"),
    path("t/<int:number>/people", people.people, name="people"),
    path("t/<int:number>/seen", reading.ticket_seen, name="ticket_seen"),
]
