"""What the customer wrote, as it may be carried along to somebody outside by who chooses to."""

from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext

from prazo.desk.models import Message


def quoted(message: Message) -> str:
    """Who wrote it is not said (B9)."""
    with translation.override(message.desk.language):
        when = date_format(localtime(message.at), "SHORT_DATETIME_FORMAT")
        heading = gettext("What was reported to us on %(instant)s:") % {"instant": when}
    lines = "\n".join(f"> {line}" for line in message.text.splitlines())
    return f"{heading}\n{lines}"
