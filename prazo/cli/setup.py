"""Make Django ready, once, for the commands that need it."""

import os


def django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prazo.settings")
    import django as framework

    framework.setup()
