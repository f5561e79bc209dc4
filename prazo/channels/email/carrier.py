"""Hand a mail over by SMTP, and say truly what became of it."""

import smtplib
import ssl
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import ip_address

from django.conf import settings

from prazo.channels.email.line import Server, Smtp, SmtpTls, Way

STEP_SECONDS = 20.0  # for each answer of the server
LAST_SECONDS = 60.0  # after the final dot: giving up there may send a mail twice
REST_SECONDS = 60.0  # a server that could not be reached is left alone for


class Later(Exception):
    """Not taken now; to be tried again. `ambiguous`: it may have been taken all the same.
    `away`: the server could not be spoken to, so the mail is not what it was about."""

    def __init__(self, reason: str, *, ambiguous: bool = False, away: bool = False) -> None:
        super().__init__(reason)
        self.ambiguous, self.away = ambiguous, away


class Never(Exception):
    """Refused for good."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Who was left out although the mail was taken: address → the server's answer."""

    later: dict[str, str] = field(default_factory=dict)
    never: dict[str, str] = field(default_factory=dict)


class Carrier:
    """Keeps the last connection open for the next mail. For one thread."""

    def __init__(self, step: float = STEP_SECONDS, last: float = LAST_SECONDS) -> None:
        self._step, self._last = step, last
        self._client: smtplib.SMTP | None = None
        self._server: Server | None = None
        self._resting: dict[Server, tuple[float, str]] = {}

    def carry(self, server: Server, sender: str, recipients: Sequence[str], raw: bytes) -> Taken:
        """Raises `Later` or `Never` where nobody was reached."""
        until, reason = self._resting.get(server, (0.0, ""))
        if time.monotonic() < until:
            raise Later(reason, away=True)
        try:
            client = self._open(server, sender)
            return self._hand_over(client, recipients, raw)
        except (Later, Never):
            self._reset()
            raise
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            reason = f"{server!r}: {_short(error)}"
            self._resting[server] = (time.monotonic() + REST_SECONDS, reason)
            raise Later(reason, away=True) from None

    def close(self) -> None:
        if self._client is not None:
            with suppress(OSError, smtplib.SMTPException):
                if self._client.sock is not None:
                    self._client.sock.settimeout(2.0)
                    self._client.quit()
            self._client.close()
        self._client = self._server = None

    def _open(self, server: Server, sender: str) -> smtplib.SMTP:
        """A connection at which MAIL FROM was accepted; a kept one that has died is replaced."""
        if self._client is not None and self._server == server:
            try:
                _begin(self._client, server, sender)
                return self._client
            except (OSError, smtplib.SMTPServerDisconnected):
                self.close()
        self.close()
        self._client, self._server = self._connect(server), server
        _begin(self._client, server, sender)
        return self._client

    def _connect(self, server: Server) -> smtplib.SMTP:
        name = _own_name(settings.MAIL_ID_DOMAIN)
        way = Way(server, self._step)
        client = SmtpTls(way, name) if server.security == "tls" else Smtp(way, name)
        client.ehlo_or_helo_if_needed()
        if server.security == "starttls":
            client.starttls(
                context=ssl.create_default_context()
            )  # raises where it is not offered: no plain fallback
            client.ehlo()
        if server.user:
            client.login(server.user, server.password)
        return client

    def _hand_over(self, client: smtplib.SMTP, recipients: Sequence[str], raw: bytes) -> Taken:
        taken = Taken()
        for address in recipients:
            code, answer = client.rcpt(address)
            if code not in (250, 251):
                left_out = taken.later if code < 500 else taken.never
                left_out[address] = _said(code, answer)
        if len(taken.later) + len(taken.never) == len(recipients):
            said = "; ".join([*taken.later.values(), *taken.never.values()])
            raise Later(said) if taken.later else Never(said)
        try:
            if client.sock is not None:
                client.sock.settimeout(self._last)
            code, answer = client.data(raw)
            if client.sock is not None:
                client.sock.settimeout(self._step)
        except smtplib.SMTPDataError as error:  # refused before anything was sent
            raise _refused(error.smtp_code, error.smtp_error) from None
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            self.close()
            raise Later(f"lost while it was handed over: {_short(error)}", ambiguous=True) from None
        if code != 250:
            raise _refused(code, answer)
        return taken

    def _reset(self) -> None:
        """After a refusal the connection is still good, if the server agrees."""
        if self._client is not None:
            try:
                self._client.rset()
            except (OSError, smtplib.SMTPException):
                self.close()


def _own_name(domain: str) -> str:
    """As EHLO wants it: an address of this machine stands in brackets."""
    try:
        return f"[{ip_address(domain)}]"
    except ValueError:
        return domain


def _begin(client: smtplib.SMTP, server: Server, sender: str) -> None:
    """A server that takes no mail at all, its disk full perhaps, is as good as away."""
    code, answer = client.mail(sender)
    if code == 250:
        return
    if code < 500:
        raise Later(f"{server!r}: {_said(code, answer)}", away=True)
    raise _refused(code, answer)


def _refused(code: int, answer: bytes | str) -> Later | Never:
    return Never(_said(code, answer)) if code >= 500 else Later(_said(code, answer))


def _said(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return f"{code} {' '.join(text.split())}"[:500]


def _short(error: Exception) -> str:
    """What went wrong, in the server's words where it had any (never our password, J08)."""
    if isinstance(error, smtplib.SMTPResponseException):
        return _said(error.smtp_code, error.smtp_error)
    return f"{type(error).__name__}: {' '.join(str(error).split())}"[:300]
