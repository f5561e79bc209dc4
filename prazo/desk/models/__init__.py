from prazo.desk.models.apart import Apart
from prazo.desk.models.attachment import Attachment, AttachmentText, Blob
from prazo.desk.models.block import Block
from prazo.desk.models.bulk import Bulk
from prazo.desk.models.clock import Clock
from prazo.desk.models.event import Event
from prazo.desk.models.guest import Guest
from prazo.desk.models.link import Link
from prazo.desk.models.message import Message
from prazo.desk.models.note import Note, NoteFile
from prazo.desk.models.outgoing import Outgoing
from prazo.desk.models.reminder import Reminder
from prazo.desk.models.saved_queue import SavedQueue
from prazo.desk.models.side_thread import SideFile, SideMessage, SideThread
from prazo.desk.models.tag import Tag
from prazo.desk.models.ticket import Ticket, TicketQuerySet
from prazo.desk.models.unread_file import UnreadFile

__all__ = [
    "Apart",
    "Attachment",
    "AttachmentText",
    "Blob",
    "Block",
    "Bulk",
    "Clock",
    "Event",
    "Guest",
    "Link",
    "Message",
    "Note",
    "NoteFile",
    "Outgoing",
    "Reminder",
    "SavedQueue",
    "SideFile",
    "SideMessage",
    "SideThread",
    "Tag",
    "Ticket",
    "TicketQuerySet",
    "UnreadFile",
]
