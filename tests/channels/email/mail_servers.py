"""Small mail servers that behave as badly as they are told to, one connection a time."""

import base64
import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "box@desk.example", "right-horse-9"


class MailServer:
    """Speaks `imap` or `smtp` well enough to be tried. `heard` is all that was sent to it."""

    def __init__(
        self,
        kind: str,
        *,
        certificate: Path | None = None,
        starttls: bool = False,
        folders: tuple[str, ...] = ("INBOX",),
        echo: bool = False,
        slow: bool = False,
        greeting: bytes = b"",
        takes_sender: bool = True,
    ) -> None:
        self.kind, self.folders, self.echo, self.slow = kind, folders, echo, slow
        self.certificate, self.starttls = certificate, starttls
        self.greeting, self.takes_sender = greeting, takes_sender
        self.heard = b""
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._over = False

    def __enter__(self) -> "MailServer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over = True
        self._listening.close()
        self._thread.join(3)

    def _serve(self) -> None:
        self._listening.settimeout(0.2)
        while not self._over:
            try:
                line, _ = self._listening.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            with contextlib.suppress(OSError, ssl.SSLError), line:
                self._talk(self._wrapped(line) if self.certificate and not self.starttls else line)

    def _wrapped(self, line: socket.socket) -> socket.socket:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(str(self.certificate))
        return context.wrap_socket(line, server_side=True)

    def _talk(self, line: socket.socket) -> None:
        line.settimeout(5)
        hello = self.greeting or (b"* OK ready\r\n" if self.kind == "imap" else b"220 ready\r\n")
        if self.slow:
            for byte in hello[:-2]:
                time.sleep(0.4)
                line.sendall(bytes([byte]))
        line.sendall(hello)
        speak = self._imap if self.kind == "imap" else self._smtp
        rest = b""
        while not self._over:
            more = line.recv(4096)
            if not more:
                return
            self.heard += more
            rest += more
            while b"\r\n" in rest:
                said, _, rest = rest.partition(b"\r\n")
                answer = speak(said)
                line.sendall(answer)
                if self.starttls and said.upper().endswith(b"STARTTLS"):
                    line = self._wrapped(line)

    def _imap(self, said: bytes) -> bytes:
        tag, _, command = said.partition(b" ")
        word = command.split(b" ")[0].upper()
        if word == b"CAPABILITY":
            offers = b" STARTTLS" if self.starttls else b""
            return b"* CAPABILITY IMAP4rev1" + offers + b"\r\n" + tag + b" OK done\r\n"
        if word == b"LOGIN":
            good = f'"{PASSWORD}"'.encode() in command or PASSWORD.encode() in command
            why = b" no, not " + command if self.echo else b" wrong"
            return tag + (b" OK in\r\n" if good else b" NO [AUTHENTICATIONFAILED]" + why + b"\r\n")
        if word == b"SELECT" or word == b"EXAMINE":
            name = command.split(b" ", 1)[1].strip(b'"').decode()
            if name in self.folders:
                return b"* 0 EXISTS\r\n" + tag + b" OK [READ-ONLY]\r\n"
            return tag + b" NO no such folder\r\n"
        if word == b"LOGOUT":
            return b"* BYE\r\n" + tag + b" OK done\r\n"
        return tag + b" OK done\r\n"

    def _smtp(self, said: bytes) -> bytes:
        word = said.split(b" ")[0].upper()
        if word == b"EHLO":
            lines = [b"250-here", b"250-AUTH PLAIN"]
            lines += [b"250-STARTTLS"] if self.starttls else []
            return b"\r\n".join([*lines, b"250 8BITMIME", b""])
        if word == b"AUTH":
            sent = base64.b64decode(said.split(b" ")[2]).decode()
            if sent == f"\0{USER}\0{PASSWORD}":
                return b"235 welcome\r\n"
            return b"535 5.7.8 no, not " + said + b"\r\n" if self.echo else b"535 5.7.8 wrong\r\n"
        if word == b"STARTTLS":
            return b"220 go ahead\r\n"
        if word == b"MAIL" and not self.takes_sender:
            return b"553 not your address\r\n"
        return b"250 fine\r\n"


@contextmanager
def dead_port() -> Iterator[int]:
    """A port nobody listens at while the block runs."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


def certificate_for(name: str, folder: Path) -> Path:
    """A key with a certificate it signed itself, as one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, form, plain)
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return path
