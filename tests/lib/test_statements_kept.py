"""What is prepared outlives a rollback, and what changes tables ends it."""

import pytest
from django.db import connection, transaction

ASKED = "select %s::int + 1"
PREPARED = "select count(*) from pg_prepared_statements where statement = 'select $1::int + 1'"
TABLE = "create temporary table if not exists of_mine (id int) on commit delete rows"


def ask(times: int = 9) -> None:
    with connection.cursor() as cursor:
        for number in range(times):
            cursor.execute(ASKED, [number])
            assert cursor.fetchone() == (number + 1,)


def prepared() -> int:
    """As the server has it, asked past the cursors of the program."""
    found: int = connection.connection.execute(PREPARED, prepare=False).fetchone()[0]
    return found


@pytest.mark.usefixtures("committed_db")
class TestPrepared:
    def test_a_transaction_taken_back_leaves_it(self) -> None:
        with transaction.atomic():
            ask()
            transaction.set_rollback(True)
        assert prepared() == 1
        ask()
        with transaction.atomic():
            with transaction.atomic():
                transaction.set_rollback(True)
            ask()
        assert prepared() == 1

    def test_what_changes_a_table_ends_it(self) -> None:
        ask()
        with connection.cursor() as cursor:
            cursor.execute(TABLE)
            cursor.execute("drop table of_mine")
        ask(1)
        assert prepared() == 0

    def test_it_finds_a_table_that_was_made_again(self) -> None:
        for _ in range(9):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(TABLE)
                cursor.execute("insert into of_mine values (%s) returning id", [7])
                assert cursor.fetchone() == (7,)
                transaction.set_rollback(True)
