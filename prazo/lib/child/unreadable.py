"""What is said of something that could not be read. It is untouched itself."""

from typing import Final

CODES: Final = frozenset(
    {
        "too_big",  # larger than anything that is read
        "too_slow",  # reading it took longer than it may
        "too_much_memory",
        "crashed",  # it ended the process that read it
        "reader_fault",  # the reader failed on it
        "no_answer",  # the process that read it answered with something else
    }
)


class Unreadable(Exception):
    """This one, and no other, cannot be read. `detail` is what is known of the place."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.code, self.detail = code, detail
        super().__init__(f"{code} ({detail})" if detail else code)


class ChildUnavailable(Exception):
    """No child could be started. Says nothing about what was to be read: try again later."""
