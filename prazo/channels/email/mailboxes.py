"""One thread for each mail account that is fetched by IMAP, over all workers together.

Whatever goes wrong with one mailbox is written on its account, and it is tried again for as long
as it is active; the others do not notice.
"""

import logging
import threading
from dataclasses import dataclass

import psycopg
from django.db import DatabaseError, connection

from prazo.channels.email.imap import TROUBLE, hang_up, look, sign_in, wait
from prazo.channels.email.models import MailAccount
from prazo.lib import scope
from prazo.lib.conninfo import conninfo
from prazo.lib.duty import database_now
from prazo.lib.vault import Unreadable

log = logging.getLogger("prazo.mail.in")

IDLE_SECONDS = 20.0  # then the server is asked, so that a dead line is noticed
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # after trouble
TAKEN_SECONDS = 10.0  # until we ask again whether another worker still holds the mailbox
LOCK = 7_305_001  # the advisory lock's family; its second key is the account
FIELDS = (
    "address", "imap_host", "imap_port", "imap_security", "imap_folder", "imap_move_to",
    "user_name", "sealed_password", "inside",
)  # fmt: skip


class Mailboxes:
    """The threads of this process."""

    def __init__(self) -> None:
        self._watches: dict[int, Watch] = {}
        self._ending: list[Watch] = []

    def keep_up(self) -> None:
        """Begin, renew and end threads so that they are those of the active accounts."""
        wanted = {
            account.pk: account
            for account in MailAccount.objects.filter(active=True).exclude(imap_host="")
        }
        for pk, watch in list(self._watches.items()):
            account = wanted.get(pk)
            if account is None or settings_of(account) != watch.settings or watch.ended:
                watch.stop()
                self._ending.append(self._watches.pop(pk))
        self._ending = [watch for watch in self._ending if not watch.ended]
        for pk, account in wanted.items():
            if pk not in self._watches:
                self._watches[pk] = Watch(pk, settings_of(account))
                self._watches[pk].start()

    def stop(self) -> None:
        for watch in self._watches.values():
            watch.stop()
        for watch in (*self._watches.values(), *self._ending):
            watch.join()
        self._watches.clear()


def settings_of(account: MailAccount) -> tuple[object, ...]:
    return tuple(
        bytes(value) if isinstance(value, memoryview) else value
        for value in (getattr(account, name) for name in FIELDS)
    )


@dataclass
class Watch:
    """One mailbox in one thread. A daemon: to be cut off anywhere does no harm."""

    account_id: int
    settings: tuple[object, ...]

    def __post_init__(self) -> None:
        self._stopped = threading.Event()
        self._pause = FIRST_PAUSE
        self._thread = threading.Thread(
            target=self._work, name=f"mailbox-{self.account_id}", daemon=True
        )

    @property
    def ended(self) -> bool:
        return not self._thread.is_alive()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()

    def join(self) -> None:
        self._thread.join()

    def _work(self) -> None:
        with scope.entered(scope.SYSTEM):
            while not self._stopped.is_set():
                try:
                    self._hold_and_watch()
                except (DatabaseError, psycopg.Error) as error:
                    log.warning("mailbox %s: the database is away: %s", self.account_id, error)
                finally:
                    connection.close()
                self._stopped.wait(self._pause)
                self._pause = min(self._pause * 2, LONGEST_PAUSE)

    def _hold_and_watch(self) -> None:
        """Only the worker that holds the lock looks; it ends with its connection, even killed."""
        with psycopg.connect(conninfo(), autocommit=True) as holding:
            held = holding.execute("select pg_try_advisory_lock(%s, %s)", [LOCK, self.account_id])
            if held.fetchone() != (True,):
                self._stopped.wait(TAKEN_SECONDS)
                return
            while not self._stopped.is_set():
                self._session(holding)
                self._stopped.wait(self._pause)
                self._pause = min(self._pause * 2, LONGEST_PAUSE)

    def _session(self, holding: "psycopg.Connection") -> None:
        account = MailAccount.objects.get(pk=self.account_id)
        try:
            session = sign_in(account)
        except (*TROUBLE, Unreadable) as error:
            self._note(error)
            return
        try:
            while not self._stopped.is_set():
                look(account, session, database_now)
                self._pause = FIRST_PAUSE
                connection.close()  # not held while nothing happens
                holding.execute("select 1")  # still ours
                wait(session.box, IDLE_SECONDS, self._stopped.is_set)
            session.box.logout()
        except TROUBLE as error:
            self._note(error)
        finally:
            hang_up(session.box)

    def _note(self, error: Exception) -> None:
        """On the account, where its desk's people see it. The password is in no error (J08)."""
        said = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        log.warning("mailbox %s: %s", self.account_id, said)
        MailAccount.objects.filter(pk=self.account_id).update(error=said, error_at=database_now())
