"""When the desk works by itself. What it does then stands in `file_texts` and `vocabulary`."""

from datetime import datetime, timedelta

from prazo.desk.file_texts import read_files
from prazo.desk.files import READING
from prazo.desk.vocabulary import gather
from prazo.lib.documents import shared_pool
from prazo.lib.duty import duty


@duty(READING, every=timedelta(seconds=10))
def files(as_of: datetime) -> bool:
    return read_files(as_of, shared_pool())


@duty("vocabulary", every=timedelta(seconds=10))
def vocabulary(_as_of: datetime) -> bool:
    """Words of what was written; whether there may be more."""
    return gather()
