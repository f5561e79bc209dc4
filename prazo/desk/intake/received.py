"""What became of a message that was taken in."""

from dataclasses import dataclass

from prazo.desk.models import Message, Note


@dataclass(frozen=True, slots=True)
class Received:
    """The message it is now, or the note beside a ticket; `again` if it was here before."""

    message: Message | Note
    again: bool = False
