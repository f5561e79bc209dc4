"""The database under test: its address, and a hard restart of it."""

from django.conf import settings

from prazo.lib import embedded


def restart_hard() -> None:
    """As a power cut would: no farewell to anybody, and recovery from the log."""
    embedded.restart_hard(settings.HOME)
