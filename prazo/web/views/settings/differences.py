"""Two versions of an agreement side by side, in the reader's words."""

from prazo.agreements.loader import Loaded


def differences(before: Loaded, after: Loaded) -> list[dict[str, str]]:
    return []
