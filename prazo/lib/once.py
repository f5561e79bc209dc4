"""What the database holds to be unique, said as a refusal: right also when two come at once."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from prazo.lib.refusal import Refusal


@contextmanager
def once(constraint: str, refusal: Refusal) -> Iterator[None]:
    """Raise `refusal` where the block breaks this constraint; what came before it stays done."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        if diagnosis is None or diagnosis.constraint_name != constraint:
            raise
        raise refusal from None
