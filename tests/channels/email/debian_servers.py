"""Debian's own Postfix and Dovecot, started on loopback with a configuration of their own.

`tests/setup/machine.sh` installs them where it may. Where they are absent, or we are not root,
the tests that need them are skipped and say why.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

PASSWORD = "secret-of-the-test"
USER = "help"


def must_have(program: str) -> None:
    if not Path(program).exists():
        pytest.skip(f"SKIPPED LOUDLY: {program} is not installed (tests/setup/machine.sh does it)")
    if os.geteuid() != 0:
        pytest.skip(f"SKIPPED LOUDLY: {program} changes users, which only root may")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """One that the servers' own users may walk through."""
    path = Path(tempfile.mkdtemp(prefix="prazo-mail-"))
    path.chmod(0o755)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def wait_for_port(port: int, seconds: float = 15) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        time.sleep(0.05)
    raise AssertionError(f"nothing listens on {port}")


@dataclass
class Dovecot:
    port: int
    home: Path
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def mailbox(self) -> Path:
        return self.home / "mail" / USER

    def start(self) -> None:
        self.process = subprocess.Popen(
            ["/usr/sbin/dovecot", "-F", "-c", str(self.home / "dovecot.conf")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        wait_for_port(self.port)

    def stop(self) -> None:
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(15)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)  # sessions would go on for a while
            self.process = None

    def number_anew(self) -> None:
        """Lose the index: every mail gets a new UID under a new UIDVALIDITY."""
        for path in self.mailbox.glob("dovecot*"):
            path.unlink()
        time.sleep(1.1)  # the new UIDVALIDITY is the time in seconds


DOVECOT = """
base_dir = {home}/run
log_path = {home}/dovecot.log
protocols = imap
ssl = no
disable_plaintext_auth = no
first_valid_uid = 1
mail_location = maildir:{home}/mail/%u
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={home}/mail/%u
}}
service imap-login {{
  inet_listener imap {{
    address = 127.0.0.1
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
"""


@contextlib.contextmanager
def dovecot() -> Iterator[Dovecot]:
    must_have("/usr/sbin/dovecot")
    with folder() as home:
        port = free_port()
        (home / "mail").mkdir()
        shutil.chown(home / "mail", "nobody", "nogroup")
        told = DOVECOT.format(home=home, port=port, password=PASSWORD)
        (home / "dovecot.conf").write_text(told)
        server = Dovecot(port, home)
        server.start()
        try:
            yield server
        finally:
            server.stop()


SERVICES = """
{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
showq unix n - n - - showq
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""

POSTFIX = """
compatibility_level = 3.6
queue_directory = {home}/queue
data_directory = {home}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file = {home}/postfix.log
maillog_file_prefixes = {home}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.{domain}
mydestination =
mynetworks = 127.0.0.0/8
relay_domains = {domain}
transport_maps = inline:{{ {domain}=lmtp:inet:127.0.0.1:{lmtp_port} }}
default_transport = smtp:[127.0.0.1]:{relay_port}
smtp_host_lookup = native
disable_dns_lookups = yes
smtp_tls_security_level = none
alias_maps =
minimal_backoff_time = 5s
queue_run_delay = 5s
"""


@dataclass
class Postfix:
    port: int
    home: Path

    def run(self, program: str, *words: str) -> str:
        done = subprocess.run(
            [f"/usr/sbin/{program}", "-c", str(self.home / "etc"), *words],
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        return done.stdout + done.stderr

    def queue(self) -> list[str]:
        """What still waits, a line of JSON each."""
        said = self.run("postqueue", "-j").splitlines()
        assert all(line.startswith("{") for line in said), said
        return said

    def flush(self) -> None:
        self.run("postqueue", "-f")

    def log(self) -> str:
        path = self.home / "postfix.log"
        return path.read_text() if path.exists() else ""


@contextlib.contextmanager
def postfix(*, lmtp_port: int, relay_port: int, domain: str = "desk.example") -> Iterator[Postfix]:
    """Takes mail for `domain`, hands it to our LMTP door; all other mail goes to `relay_port`."""
    must_have("/usr/sbin/postfix")
    with folder() as home:
        port = free_port()
        for name in ("etc", "queue", "data"):
            (home / name).mkdir()
        shutil.chown(home / "data", "postfix", "postfix")
        told = POSTFIX.format(home=home, domain=domain, lmtp_port=lmtp_port, relay_port=relay_port)
        (home / "etc" / "main.cf").write_text(told)
        (home / "etc" / "master.cf").write_text(SERVICES.format(port=f"127.0.0.1:{port}"))
        server = Postfix(port, home)
        said = server.run("postfix", "start")
        try:
            wait_for_port(port)
        except AssertionError:
            raise AssertionError(f"Postfix does not start: {said}{server.log()}") from None
        try:
            yield server
        finally:
            server.run("postfix", "abort")
            time.sleep(0.3)
