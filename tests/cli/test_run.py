"""The whole program as an operator starts it: in a folder of its own, stopped again, killed."""

import contextlib
import json
import os
import shlex
import shutil
import signal
import smtplib
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any, LiteralString

import psutil
import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[2]
AGREEMENT = ROOT / "agreements" / "net2phone-ucontact.yaml"


class Installation:
    """One data directory with ports of its own."""

    def __init__(self, home: Path) -> None:
        web, lmtp, smtp = (_free_port() for _ in range(3))
        self.home, self.web, self.smtp = home, web, smtp
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("PRAZO_", "DATABASE"))},
            "PRAZO_HOME": str(home),
            "PRAZO_ADDRESS": f"http://127.0.0.1:{web}",
            "PRAZO_LMTP": f"127.0.0.1:{lmtp}",
            "PRAZO_SMTP": f"127.0.0.1:{smtp}",
            "PYTHONPATH": str(ROOT),
        }

    def prazo(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "prazo", *words],
            env=self.environment, cwd=ROOT, capture_output=True, text=True, timeout=300,
        )  # fmt: skip

    def python(self, text: str, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", text, *words],
            env=self.environment, cwd=ROOT, capture_output=True, text=True, timeout=300, check=True,
        )  # fmt: skip
        return done.stdout.strip()

    def start(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", "prazo", "run"], env=self.environment, cwd=ROOT,
            stdout=(self.home / "run.log").open("ab"), stderr=subprocess.STDOUT,
        )  # fmt: skip
        for port in (self.web, self.smtp):
            _wait_for(port, process)
        return process

    def database(self) -> int | None:
        with contextlib.suppress(FileNotFoundError):
            pid = (self.home / "postgresql" / "postmaster.pid").read_text().splitlines()[0]
            return int(pid) if psutil.pid_exists(int(pid)) else None
        return None

    def send(self, subject: str) -> None:
        with smtplib.SMTP("127.0.0.1", self.smtp, timeout=20) as door:
            door.send_message(_letter(subject))

    def tickets(self) -> list[tuple[int, str]]:
        return self._rows("select number, subject from desk_ticket where not synthetic order by id")

    def history(self, desk: str) -> list[tuple[str, str]]:
        """What was changed, and by whom."""
        return self._rows(
            "select c.what, u.email from accounts_change c join accounts_user u on u.id = c.by_id"
            " join accounts_desk d on d.id = c.desk_id where d.slug = %s order by c.id",
            desk,
        )

    def health(self) -> tuple[int, dict[str, Any]]:
        """The status of /health, and what it says of the watchdog."""
        try:
            answer = urllib.request.urlopen(f"http://127.0.0.1:{self.web}/health", timeout=20)
        except urllib.error.HTTPError as failed:
            answer = failed
        with answer:
            found = json.load(answer)["readings"]
        return answer.status, next(one for one in found if one["name"] == "watchdog")

    def wind_back(self, minutes: int) -> None:
        """As if the watchdog's ticket had last escalated so long ago."""
        query: LiteralString = (
            "update watch_probe set escalated_at = now() - %s::interval returning id"
        )
        self._rows(query, f"{minutes} minutes")

    def _rows(self, query: LiteralString, *given: str) -> list[Any]:
        """Read as the owner of the tables."""
        from prazo.lib import embedded

        with psycopg.connect(embedded.start(self.home).owner) as connection:
            return connection.execute(query, given).fetchall()


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    # Not pytest's own folder: where tests run as root, PostgreSQL runs as somebody else, and
    # pytest keeps its folder shut to others.
    home = Path(tempfile.mkdtemp(prefix="prazo-run-"))
    home.chmod(0o755)
    there = Installation(home)
    done = there.prazo(
        "init", "--email", "ada@yours.example", "--name", "Ada", "--agreement", str(AGREEMENT),
        "--desk", "yours", "--address", "desk@yours.example", "--zone", "America/Sao_Paulo",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "/sign-in/link/" in done.stdout
    yield there
    there.prazo("stop")
    shutil.rmtree(home)


def test_a_mail_sent_to_the_running_desk_is_a_ticket_and_survives_a_kill(installation):
    process = installation.start()
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{installation.web}/sign-in") as page:
            assert page.status == 200
        installation.send("first")
        assert _eventually(lambda: [s for _, s in installation.tickets()] == ["first"])
        installation.send("second")  # acknowledged, perhaps unread when everything dies
    finally:
        for victim in [*psutil.Process(process.pid).children(recursive=True), process]:
            with contextlib.suppress(psutil.NoSuchProcess, ProcessLookupError):
                victim.kill()
        database = installation.database()
        if database:
            os.kill(database, signal.SIGKILL)
        process.wait(20)
    again = installation.start()
    try:
        assert _eventually(lambda: [s for _, s in installation.tickets()] == ["first", "second"])
        number = str(installation.tickets()[0][0])
        explained = installation.prazo("explain", number)
        assert explained.returncode == 0, explained.stderr
        assert "America/Sao_Paulo" in explained.stdout or "New_York" in explained.stdout
    finally:
        again.send_signal(signal.SIGINT)
        again.wait(30)


def test_b20_health_says_when_the_watchdogs_ticket_last_escalated(installation):
    """Made, escalated and noted by the worker of the running program; asked for over HTTP."""
    process = installation.start()
    try:
        assert _eventually(lambda: installation.health()[1]["age_seconds"] is not None, 60)
        status, said = installation.health()
        assert (status, said["ok"], said["limit_seconds"]) == (200, True, 4200)
        assert said["age_seconds"] < 120

        installation.wind_back(71)
        status, said = installation.health()
        assert (status, said["ok"]) == (503, False)
        assert 4200 < said["age_seconds"] < 4400
        told = installation.prazo("health")
        assert told.returncode == 1 and "BAD  watchdog" in told.stdout
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def test_ctrl_c_stops_everything_and_a_second_start_is_refused(installation):
    process = installation.start()
    children = psutil.Process(process.pid).children(recursive=True)
    refused = installation.prazo("run")
    assert refused.returncode == 1
    assert "runs already" in refused.stderr
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0
    assert _eventually(lambda: not any(child.is_running() for child in children))
    assert installation.database() is None


def test_a_port_in_use_is_named_before_anything_is_made(tmp_path):
    """The web server would share it with another Prazo's, and each answer half of the visits."""
    elsewhere = Installation(tmp_path / "home")
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        held.bind(("127.0.0.1", elsewhere.web))
        held.listen()
        refused = elsewhere.prazo("run")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert f"127.0.0.1:{elsewhere.web}" in refused.stderr
    assert "PRAZO_ADDRESS" in refused.stderr
    assert not (elsewhere.home / "postgresql").exists()


@pytest.mark.parametrize("said", ["8000", "no-such-host.invalid:8000"])
def test_a_place_to_listen_that_is_none_is_told_in_a_line(tmp_path, said):
    refused = Installation(tmp_path).prazo("web", "--listen", said)
    assert refused.returncode == 2
    assert said in refused.stderr
    assert len(refused.stderr.splitlines()) == 1


def test_a_database_that_is_away_is_told_in_a_line(tmp_path):
    elsewhere = Installation(tmp_path)
    elsewhere.environment["DATABASE_URL"] = "postgresql://prazo_app:walrus@127.0.0.1:1/prazo"
    for command, says in ("migrate", "The database is away: "), ("health", "BAD  The database is"):
        away = elsewhere.prazo(command)
        assert (away.returncode, away.stdout) == (1, "")
        assert away.stderr.startswith(says) and "Connection refused" in away.stderr
        assert not {"Traceback", "walrus"} & set(away.stderr.replace(":", " ").split())


def test_killed_it_leaves_nobody_behind(installation):
    """Its children would stand beside those of the next start, and Ctrl-C would not stop them."""
    process = installation.start()
    children = psutil.Process(process.pid).children(recursive=True)
    names = {word for child in children for word in child.cmdline()}
    assert {"worker", "doors"} & names
    process.kill()
    process.wait(10)
    assert _eventually(lambda: not any(child.is_running() for child in children))
    again = installation.start()
    again.send_signal(signal.SIGINT)
    assert again.wait(30) == 0


ASK = """
from prazo.cli import setup; setup.django()
from django.conf import settings
from prazo.channels.email.identity import message_id
print(message_id(7, 9), settings.VAULT.seal(b"walrus", "test").hex())
"""
TELL = """
import sys
from prazo.cli import setup; setup.django()
from django.conf import settings
from prazo.channels.email.identity import named
print(named(sys.argv[1]), settings.VAULT.open(bytes.fromhex(sys.argv[2]), "test").decode())
"""


def _put_apart(home: Path, table: LiteralString) -> None:
    """On a disk of its own, as whoever looks after a PostgreSQL may do."""
    from prazo.lib import embedded

    with psycopg.connect(embedded.start(home).admin, autocommit=True) as server:
        server.execute("set allow_in_place_tablespaces = on")
        server.execute("create tablespace apart location ''")
    with psycopg.connect(embedded.start(home).admin, dbname="prazo", autocommit=True) as desk:
        desk.execute(f"alter table {table} set tablespace apart")


def test_a_backup_is_the_whole_desk_elsewhere(installation, tmp_path):
    """Tickets, sealed things, and the proof by which answers to earlier mails find theirs; while
    the session of a program that has ended is still leaving."""
    from prazo.lib import embedded

    letter = tmp_path / "one.eml"
    letter.write_bytes(bytes(_letter("by file")))
    fed = installation.prazo("mail", str(letter))
    assert fed.returncode == 0, fed.stderr
    ident, sealed = installation.python(ASK).split()
    _put_apart(installation.home, "email_rawmail")
    done = installation.prazo("backup", str(tmp_path))
    assert done.returncode == 0, done.stderr
    dump, keys = map(Path, done.stdout.split())
    assert {oct(path.stat().st_mode & 0o777) for path in (dump, keys)} == {"0o600"}
    home = Path(tempfile.mkdtemp(prefix="prazo-restored-"))
    home.chmod(0o755)
    elsewhere = Installation(home)
    leaves = threading.Timer(3, psycopg.connect(embedded.start(home).owner).close)
    try:
        leaves.start()
        restored = elsewhere.prazo("restore", str(dump))
        assert restored.returncode == 0, restored.stderr
        assert "django.key is the backup's" in restored.stdout
        assert elsewhere.tickets() == installation.tickets() != []
        assert elsewhere.python(TELL, ident, sealed) == "Named(outgoing=7, ticket=9, side=0) walrus"
        again = elsewhere.prazo("restore", str(dump))
        assert again.returncode == 1
        assert "not empty" in again.stderr
        broken = tmp_path / "broken.dump"
        broken.write_bytes(dump.read_bytes()[:-2000])
        failed = elsewhere.prazo("restore", "--replace", "--keys", str(keys), str(broken))
        assert failed.returncode == 1
        assert "postgresql://" not in failed.stderr
        assert elsewhere.tickets() == installation.tickets()
        replaced = elsewhere.prazo("restore", "--replace", str(dump))
        assert replaced.returncode == 0, replaced.stderr
    finally:
        elsewhere.prazo("stop")
        shutil.rmtree(home)


def test_a_backup_is_of_the_database_that_a_file_names(installation, tmp_path):
    """Not of an embedded one that is made for it and holds nothing."""
    from prazo.lib import embedded

    urls = embedded.start(installation.home)
    elsewhere = Installation(tmp_path / "home")
    for name, url in (("DATABASE_URL", urls.app), ("MIGRATE_DATABASE_URL", urls.owner)):
        named = tmp_path / name
        named.write_text(f"{url}\n")
        elsewhere.environment[f"{name}_FILE"] = str(named)
    done = elsewhere.prazo("backup", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert b"desk_ticket" in Path(done.stdout.split()[0]).read_bytes()
    assert not (elsewhere.home / "postgresql").exists()


def test_nothing_is_restored_under_a_program_at_work(installation, tmp_path):
    """It runs as another role than the one that restores, which sees little of its sessions."""
    process = installation.start()
    try:
        done = installation.prazo("backup", str(tmp_path))
        assert done.returncode == 0, done.stderr
        refused = installation.prazo("restore", "--replace", done.stdout.split()[0])
        assert (refused.returncode, refused.stdout) == (1, "")
        assert "at work" in refused.stderr
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def test_a_database_of_ones_own_is_made_once(installation):
    """Made again, the passwords would change under a desk that is at work."""
    from prazo.lib import embedded

    admin = embedded.start(installation.home).admin
    refused = installation.prazo("database", admin, "--name", "own")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "--new-passwords" in refused.stderr
    away = installation.prazo("database", "postgresql://nobody@127.0.0.1:1/postgres")
    assert away.returncode == 1
    assert "Traceback" not in away.stderr
    made = installation.prazo("database", admin, "--name", "own", "--new-passwords")
    urls = dict(line.split("=", 1) for line in made.stdout.splitlines())
    for url in urls.values():
        (address,) = shlex.split(url)  # as a shell reads it: `.` of the environment file
        with psycopg.connect(address) as connection:
            assert connection.info.dbname == "own"
    assert urls.keys() == {"DATABASE_URL", "MIGRATE_DATABASE_URL"}


def test_what_nobody_has_is_said_so(installation):
    unknown = installation.prazo("login", "nobody@yours.example")
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert "nobody@yours.example" in unknown.stderr
    missing = installation.prazo("explain", "999")
    assert missing.returncode == 1
    assert "999" in missing.stderr


def _letter(subject: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"] = "Lia <lia@aurora.example>", "desk@yours.example"
    mail["Subject"], mail["Message-ID"] = subject, f"<{subject.replace(' ', '-')}@aurora.example>"
    mail.set_content("Nothing rings since nine.")
    return mail


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        assert process.poll() is None, "it ended by itself"
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        time.sleep(0.1)
    raise TimeoutError(f"nothing answers on {port}")


def _eventually(holds, seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.3)
    return False


def test_a_second_desk_and_another_version_stand_in_the_history(installation, tmp_path):
    def init(desk: str, *more: str) -> subprocess.CompletedProcess[str]:
        return installation.prazo(
            "init", "--email", "ada@yours.example", "--name", "Ada",
            "--agreement", str(AGREEMENT), "--desk", desk, *more,
        )  # fmt: skip

    again = init("yours")
    assert (again.returncode, "short name already" in again.stderr) == (1, True)
    nowhere = init("mine", "--zone", "Mars/Base")
    assert (nowhere.returncode, "--zone" in nowhere.stderr) == (1, True)
    assert init("mine").returncode == 0

    other = ROOT / "agreements" / "neotel.yaml"
    past = installation.prazo("adopt", "mine", str(other), "--since", "2020-01-01")
    assert (past.returncode, "past" in past.stderr) == (1, True)
    odd = installation.prazo("adopt", "mine", str(other), "--since", "soon")
    assert (odd.returncode, "--since" in odd.stderr) == (1, True)
    broken = tmp_path / "broken.yaml"
    broken.write_bytes(b"\xff\xfe")
    unread = installation.prazo("adopt", "mine", str(broken))
    assert (unread.returncode, "Traceback" in unread.stderr) == (1, False)
    done = installation.prazo("adopt", "mine", str(other), "--by", "ada@yours.example")
    assert done.returncode == 0, done.stderr
    assert installation.history("mine") == [
        ("desk.opened", "ada@yours.example"),
        ("agreement.adopted", "ada@yours.example"),
        ("member.invited", "ada@yours.example"),
        ("agreement.adopted", "ada@yours.example"),
    ]


def test_after_migrate_the_pages_have_all_they_need(installation):
    """The systemd units run `prazo migrate` and `prazo web`, and may write into the data directory
    alone: neither into the installation, nor is anything else run after an upgrade."""
    for made in ("static", "locale"):
        shutil.rmtree(installation.home / made, ignore_errors=True)
    done = installation.prazo("migrate")
    assert done.returncode == 0, done.stderr
    assert (installation.home / "static" / "staticfiles.json").exists()
    languages = {path.parts[-3] for path in (installation.home / "locale").glob("*/*/django.mo")}
    assert languages >= {"pt_BR", "es", "de", "ru"}


def test_a_version_laid_down_before_the_last_start_of_the_one_before_has_its_own_styles(
    installation,
):
    """As where each version has a folder or an image of its own: its files are older than what was
    collected, and every page failed, or was drawn with the scripts of the version before."""
    assert installation.prazo("migrate").returncode == 0
    static = installation.home / "static"
    manifest, script = static / "staticfiles.json", static / "web" / "element.js"
    now, before = script.read_text(), json.loads(manifest.read_text())
    del before["paths"]["web/element.js"]
    manifest.write_text(json.dumps(before))
    script.write_text("the version before")
    (installation.home / "static.collected").write_text("the version before")
    done = installation.prazo("migrate")
    assert done.returncode == 0, done.stderr
    named = json.loads(manifest.read_text())["paths"]["web/element.js"]
    assert script.read_text() == (static / named).read_text() == now


def test_a_unit_that_migrates_is_given_all_the_time_it_takes():
    """systemd ends what has not started in 90 s, and begins it anew: a migration that takes longer
    would never be done."""
    for unit in (ROOT / "deploy" / "systemd").glob("*.service"):
        lines = unit.read_text().splitlines()
        if any(line.startswith("ExecStartPre=") for line in lines):
            assert "TimeoutStartSec=infinity" in lines, unit.name
