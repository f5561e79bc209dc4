"""Shifts and absences; how work is given out is part of the settings."""

from django.urls import path

from prazo.web.views.routing import absences, policy, shifts

SET_UP = "settings/desk/<slug:desk>/assignment"
AT = "shifts/<slug:desk>"

urlpatterns = [
    path(SET_UP, policy.assignment, name="settings_assignment"),
    path(f"{SET_UP}/<int:pk>", policy.team_assignment, name="settings_team_assignment"),
    path("shifts/", shifts.shifts, name="shifts"),
    path(AT, shifts.shifts_of, name="shifts_of"),
    path(f"{AT}/<int:pk>", shifts.shift, name="shift"),
    path(f"{AT}/<int:pk>/skills", shifts.skills, name="shift_skills"),
    path(f"{AT}/<int:pk>/absence", absences.set_away, name="shift_absence"),
    path(f"{AT}/<int:pk>/absence/<int:absence>/end", absences.end_away, name="shift_absence_end"),
]
