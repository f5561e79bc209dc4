"""Find tickets by their words: number, subject, text, requester, customer."""

from collections.abc import Iterable

from django.db import connection, transaction
from django.db.utils import OperationalError
from django.utils.translation import gettext_lazy as _
from psycopg.errors import QueryCanceled

from prazo.lib.refusal import Refusal

MOST = 50
LONGEST_MS = 2000
"""Q03: what takes longer is given up, so that nobody else waits for it."""


def found_by(query: str, desks: Iterable[int], most: int = MOST) -> list[int]:
    """Ids of the newest tickets of these desks that hold all words, newest first.

    The desks of the scope hold too, in the database.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select set_config('statement_timeout', %s, true)", [str(LONGEST_MS)])
            cursor.execute("select * from prazo_search(%s, %s, %s)", [query, list(desks), most])
            return [pk for (pk,) in cursor.fetchall()]
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        raise Refusal(
            "too_broad", _("That search took too long. Add a word that is less common."), "q"
        ) from None
