"""What is sent as the id of a row, by whoever."""

import pytest
from django.db import connection

from prazo.lib.ids import MOST_DIGITS, id_of, is_id


@pytest.mark.parametrize(
    "said", ["", "-1", "+1", " 1", "1_000", "1.0", "²", "٣", "9" * 19, "9" * 5000]
)
def test_what_no_row_has(said: str) -> None:
    assert (is_id(said), id_of(said)) == (False, 0)


def test_the_largest_is_asked_for_without_a_fault(system: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select %s::bigint", [id_of("9" * MOST_DIGITS)])
        assert cursor.fetchone() == (10**MOST_DIGITS - 1,)
