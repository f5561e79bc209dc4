"""Try a mail account: connect, sign in, look; and say in plain words what failed.

Nothing is sent and nothing is read. A server cannot make it last, and whatever a server answers,
the password is in no sentence and in no log (J08).
"""

import base64
import imaplib
import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from imap_tools.imap_utf7 import utf7_encode

from prazo.channels.email.line import Imap, ImapTls, Line, Server, Smtp, SmtpTls
from prazo.channels.email.models import MailAccount
from prazo.channels.email.reach import Inside
from prazo.channels.email.route import PASSWORD
from prazo.lib.vault import Unreadable

SECONDS = 10.0
"""For all of one server, however slowly it answers."""
LONGEST_ANSWER = 200

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Found:
    """What came of one server. `answer` is the server's own word, if it is fit to be shown."""

    kind: str  # imap | smtp
    ok: bool
    sentence: str
    answer: str = ""


def try_account(account: MailAccount, *, inside: bool, seconds: float = SECONDS) -> list[Found]:
    """One finding for each server of the account: as mail comes in, then as it goes out."""
    kinds = [kind for kind in ("imap", "smtp") if getattr(account, f"{kind}_host")]
    try:
        sealed = bytes(account.sealed_password)
        password = settings.VAULT.open(sealed, PASSWORD).decode() if sealed else ""
    except Unreadable:
        return [Found(kind, False, str(KEY_MISSING)) for kind in kinds]
    looks = {"imap": _look_by_imap, "smtp": _look_by_smtp}
    return [
        _tried(kind, _server(account, kind, password, inside), account, looks[kind], seconds)
        for kind in kinds
    ]


def _server(account: MailAccount, kind: str, password: str, inside: bool) -> Server:
    return Server(
        getattr(account, f"{kind}_host"),
        getattr(account, f"{kind}_port"),
        getattr(account, f"{kind}_security"),
        account.user_name,
        password,
        inside,
    )


class _Trouble(Exception):
    """What failed, where it is known better than by the kind of the exception."""

    def __init__(self, sentence: Words, answer: object = "") -> None:
        super().__init__(sentence)
        self.sentence, self.answer = sentence, _text(answer)


def _tried(
    kind: str,
    server: Server,
    account: MailAccount,
    look: Callable[[Line, MailAccount], Words],
    seconds: float,
) -> Found:
    ok, answer = False, ""
    try:
        with Line(server, seconds) as line:
            sentence = look(line, account)
        ok = True
    except _Trouble as trouble:
        sentence, answer = trouble.sentence, trouble.answer
    except (OSError, smtplib.SMTPException, imaplib.IMAP4.error, ValueError) as error:
        sentence, answer = _plain(error)
    params = {
        "host": server.host,
        "port": server.port,
        "folder": account.imap_folder,
        "other": account.imap_move_to,
        "seconds": round(seconds),
    }
    return Found(kind, ok, str(sentence) % params, _shown(answer, server))


def _look_by_imap(line: Line, account: MailAccount) -> Words:
    server = line.server
    client = ImapTls(line) if server.security == "tls" else Imap(line)
    if server.security == "starttls":
        if "STARTTLS" not in client.capabilities:
            raise _Trouble(NO_STARTTLS)
        client.starttls(ssl.create_default_context())
    try:
        client.login(_ascii(server.user), _ascii(server.password))
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise _Trouble(REFUSED_SIGN_IN, error.args[0] if error.args else "") from None
    for folder, missing in ((account.imap_folder, NO_FOLDER), (account.imap_move_to, NO_OTHER)):
        if folder and client.select(_quoted(folder), readonly=True)[0] != "OK":
            raise _Trouble(missing)
    return _("Connected to %(host)s, signed in, and found the folder %(folder)s.")


def _look_by_smtp(line: Line, account: MailAccount) -> Words:
    server = line.server
    client = SmtpTls(line) if server.security == "tls" else Smtp(line)
    client.ehlo_or_helo_if_needed()
    if server.security == "starttls":
        if not client.has_extn("starttls"):
            raise _Trouble(NO_STARTTLS)
        client.starttls(context=ssl.create_default_context())
        client.ehlo()
    if server.user:
        try:
            client.login(_ascii(server.user), _ascii(server.password))
        except smtplib.SMTPAuthenticationError as error:
            said = f"{error.smtp_code} {_text(error.smtp_error)}"
            raise _Trouble(REFUSED_SIGN_IN, said) from None
        except smtplib.SMTPNotSupportedError:
            raise _Trouble(NO_SIGN_IN) from None
    code, answer = client.mail(account.address)
    if code != 250:
        raise _Trouble(REFUSED_SENDER, f"{code} {_text(answer)}")
    return _("Connected to %(host)s, signed in; it takes mail from this address.")


KEY_MISSING = _(
    "The password cannot be read: the key it was sealed with is missing. Put the key back, or"
    " write the password again."
)
INSIDE = _(
    "%(host)s is an address inside the network Prazo runs in. Only an administrator of the"
    " installation may use one."
)
NO_NAME = _("There is no server %(host)s. Check the spelling of the name.")
BAD_CERTIFICATE = _("%(host)s shows a certificate that is not valid for it.")
NO_TLS = _("%(host)s does not speak TLS at port %(port)s. Choose STARTTLS, or the port for TLS.")
NO_STARTTLS = _(
    "%(host)s offers no STARTTLS at port %(port)s. Choose TLS if that port speaks it from the"
    " start, or another port."
)
TOO_SLOW = _(
    "%(host)s did not answer at port %(port)s within %(seconds)s seconds. Check the port; a"
    " firewall may be in the way."
)
NOBODY_THERE = _("Nothing answers at port %(port)s of %(host)s. Check the port.")
NO_WAY = _("%(host)s cannot be reached at port %(port)s.")
NO_MAIL_SERVER = _(
    "What answers at port %(port)s of %(host)s is no mail server of this kind, or it broke off."
)
REFUSED = _("%(host)s refused.")
REFUSED_SIGN_IN = _(
    "%(host)s refused the user name or the password. Check both; many providers want a password"
    " made for this program alone."
)
NOT_ASCII = _(
    "The user name or the password has letters that mail servers do not take. Choose others."
)
NO_SIGN_IN = _(
    "%(host)s lets nobody sign in over this connection. Choose TLS or STARTTLS, or leave the user"
    " name empty if it wants none."
)
REFUSED_SENDER = _("%(host)s takes no mail from the address of this account.")
NO_FOLDER = _("There is no folder %(folder)s. Look at its exact name in a mail program.")
NO_OTHER = _("There is no folder %(other)s to move mails to. Make it, or name another.")


def _plain(error: Exception) -> tuple[Words, str]:
    """The sentence for what the network raised, and the server's word if it had one."""
    match error:
        case Inside():
            return INSIDE, ""
        case socket.gaierror() | UnicodeError():
            return NO_NAME, ""
        case ssl.SSLCertVerificationError():
            return BAD_CERTIFICATE, error.verify_message
        case ssl.SSLError():
            return NO_TLS, ""
        case TimeoutError():
            return TOO_SLOW, ""
        case ConnectionRefusedError():
            return NOBODY_THERE, ""
        case smtplib.SMTPResponseException() if error.smtp_code > 0:
            return REFUSED, f"{error.smtp_code} {_text(error.smtp_error)}"
        case OSError() if not isinstance(error, smtplib.SMTPException | ConnectionError):
            return NO_WAY, ""
    return NO_MAIL_SERVER, ""


def _shown(answer: str, server: Server) -> str:
    """The server's word on one line; nothing of it if it repeats what we sent (J01, J08)."""
    text = " ".join("".join(c if c.isprintable() else " " for c in answer).split())
    return "" if any(sent in text for sent in _sent(server)) else text[:LONGEST_ANSWER]


def _sent(server: Server) -> list[str]:
    """The password as it goes over the line."""
    if not server.password:
        return []
    plain = f"\0{server.user}\0{server.password}"
    encoded = (base64.b64encode(word.encode()).decode() for word in (server.password, plain))
    return [server.password, *encoded]


def _ascii(word: str) -> str:
    if not word.isascii():
        raise _Trouble(NOT_ASCII)
    return word


def _text(said: object) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)


def _quoted(folder: str) -> str:
    """As IMAP writes a mailbox: in its modified UTF-7, quoted (RFC 3501 5.1.3)."""
    name = utf7_encode(folder).decode("ascii")
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
