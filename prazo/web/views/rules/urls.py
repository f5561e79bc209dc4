"""Macros and rules: each address names a thing, or an act on it that is posted to."""

from django.urls import path

from prazo.web.views.rules import macros, rules

DESK = "settings/desk/<slug:desk>"

urlpatterns = [
    path("macros", macros.macros, name="macros"),
    path("macros/new", macros.new_macro, name="new_macro"),
    path("macros/<int:pk>", macros.change_macro, name="change_macro"),
    path("macros/<int:pk>/drop", macros.drop, name="drop_macro"),
    path("macros/<int:pk>/move", macros.move, name="move_macro"),
    path(f"{DESK}/rules", rules.rules, name="settings_rules"),
    path(f"{DESK}/rules/new", rules.new_rule, name="settings_new_rule"),
    path(f"{DESK}/rules/<int:pk>", rules.rule, name="settings_rule"),
    path(f"{DESK}/rules/<int:pk>/trial", rules.trial, name="settings_rule_trial"),
    path(f"{DESK}/rules/<int:pk>/log", rules.log, name="settings_rule_log"),
    path(f"{DESK}/rules/<int:pk>/switch", rules.switch, name="settings_rule_switch"),
    path(f"{DESK}/rules/<int:pk>/drop", rules.drop, name="settings_rule_drop"),
    path(f"{DESK}/rules/<int:pk>/move", rules.move, name="settings_rule_move"),
]
