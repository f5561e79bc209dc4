"""What every channel must say of a message it took in."""

from dataclasses import dataclass, field, replace
from datetime import datetime

LIST = "list"
"""`automatic` of what came through a mailing list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundFile:
    name: str
    content_type: str
    content: bytes
    content_id: str = ""
    inline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """`reference` is unique for one message of the channel, however often it is delivered.

    `answers` is the ticket's id where the channel has *proof* that this answers it (a MAC in
    In-Reply-To); a number somebody wrote into a subject is no proof (T01). `automatic` is
    RFC 3834's kind, "" for a person. `authentic` is None where nothing vouches for the sender.
    `answerable` is False where nothing may be sent by itself although a person may have written.
    `sender` is "" where nobody says who it was. `entered_by` is the id of the agent who wrote it
    down for the sender.
    """

    channel: str
    reference: str
    sender: str
    sender_name: str = ""
    written_to: tuple[str, ...] = ()
    recipients: tuple[tuple[str, str, str], ...] = ()  # field, name, address
    subject: str
    text: str
    html: str = ""
    received_at: datetime
    language: str = ""
    automatic: str = ""
    answers: int | None = None
    authentic: bool | None = None
    answerable: bool = True
    external_id: str = ""
    remarks: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    entered_by: int | None = None
    files: tuple[InboundFile, ...] = field(default=())

    def answering(self) -> "Inbound":
        """Once it is proved to answer: a list is a way by which persons write, too, and what they
        write is no machine's answer."""
        return replace(self, automatic="") if self.automatic == LIST else self
