"""Mails from files, and the strangers' corpora: every one ends in exactly one visible place."""

import time
from collections import Counter
from pathlib import Path

from typer.testing import CliRunner

from prazo.channels.email.balance import balance
from prazo.channels.email.files import mails_in
from prazo.channels.email.intake import read_one
from prazo.channels.email.models import RawMail
from prazo.channels.email.reading.pool import ReaderPool
from prazo.channels.email.take_in import raw_bytes, take_in
from prazo.desk.models import Message, Ticket
from tests.channels.email.conftest import NOW, Deliver
from tests.channels.email.world import mail, make_desk
from tests.shared import SHARED

MBOX = b"""From ana@client.example Sun Nov 22 10:00:00 2026
From: ana@client.example
Subject: one

From today on it fails.
>From here, too.

From here to there
From bob@client.example Mon Nov 23 10:00:00 2026 is no beginning without an empty line

From bob@client.example Mon Nov 23 10:00:00 2026
From: bob@client.example
Subject: two

Yes.
"""


def raws(path: Path) -> list[bytes]:
    return [found.raw for found in mails_in(path)]


def test_a_file_is_one_mail_byte_for_byte(tmp_path: Path) -> None:
    raw = mail(body="From 2020 on")
    (tmp_path / "one.eml").write_bytes(raw)
    assert raws(tmp_path / "one.eml") == [raw]


def test_an_mbox_falls_apart_only_where_mails_begin(tmp_path: Path) -> None:
    (tmp_path / "box").write_bytes(MBOX)
    first, second = mails_in(tmp_path / "box")
    assert first.name.endswith("box#1")
    assert b"From today on" in first.raw and b"\nFrom here, too." in first.raw
    assert b"is no beginning" in first.raw
    assert second.raw.startswith(b"From: bob@client.example")


def test_a_folder_gives_its_mails_and_leaves_the_rest(tmp_path: Path) -> None:
    (tmp_path / "b.eml").write_bytes(b"b")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.txt").write_bytes(b"a")
    (tmp_path / "README.md").write_bytes(b"no mail")
    (tmp_path / ".hidden").write_bytes(b"no mail")
    assert raws(tmp_path) == [b"b", b"a"]


def test_a_maildir_gives_what_was_delivered(tmp_path: Path) -> None:
    for part in ("cur", "new", "tmp"):
        (tmp_path / part).mkdir()
        (tmp_path / part / "1.x:2,S").write_bytes(part.encode())
    assert raws(tmp_path) == [b"cur", b"new"]


def run(*words: object):  # type: ignore[no-untyped-def]
    import typer

    from prazo.cli import mail as commands

    app = typer.Typer()
    app.command("mail")(commands.mail)
    app.command("balance")(commands.balance)
    return CliRunner().invoke(app, [str(word) for word in words])


def test_the_command_says_what_became_of_each(system: None, tmp_path: Path) -> None:
    make_desk()
    (tmp_path / "1.eml").write_bytes(mail())
    (tmp_path / "2.eml").write_bytes(mail())
    (tmp_path / "3.eml").write_bytes(mail(sender="help@desk.example", message_id="<3@x.example>"))
    done = run("mail", tmp_path)
    number = Ticket.objects.get().number
    assert [line.partition("  ")[2] for line in done.stdout.splitlines()[:3]] == [
        f"read #{number}", f"duplicate #{number}", "ignored (own_mail)",
    ]  # fmt: skip
    assert done.stdout.splitlines()[3] == "1 duplicate, 1 ignored, 1 read"
    assert done.exit_code == 0


def test_the_command_goes_on_past_a_file_that_cannot_be_opened(
    system: None, tmp_path: Path
) -> None:
    make_desk()
    (tmp_path / "1.eml").write_bytes(mail())
    done = run("mail", tmp_path / "missing.eml", tmp_path / "1.eml")
    assert done.exit_code == 1
    assert "missing.eml  refused: No such file" in done.stderr
    assert Ticket.objects.count() == 1


def test_the_command_may_name_desk_or_address(system: None, tmp_path: Path) -> None:
    make_desk("help")
    make_desk("other")
    (tmp_path / "1.eml").write_bytes(mail())
    assert run("mail", tmp_path / "1.eml", "--desk", "other").exit_code == 0
    assert run("mail", tmp_path / "1.eml", "--to", "other+x@desk.example").exit_code == 0
    assert {row.desk.slug for row in RawMail.objects.all()} == {"other"}
    assert run("mail", tmp_path / "1.eml", "--desk", "none").exit_code == 1


def test_a_desk_that_cannot_take_it_yet_keeps_it_waiting_and_says_so(
    system: None, tmp_path: Path
) -> None:
    make_desk().adoptions.all().delete()
    (tmp_path / "1.eml").write_bytes(mail())
    done = run("mail", tmp_path / "1.eml")
    assert done.exit_code == 1
    assert "no agreement" in done.stdout


def test_thread_12_the_balance_of_a_day(deliver: Deliver) -> None:
    make_desk()
    deliver(mail())
    deliver(mail())
    deliver(mail(sender="help@desk.example", message_id="<2@x.example>"))
    take_in(mail(message_id="<3@x.example>"), source="lmtp", received_at=NOW)
    found = balance(NOW.date())
    assert (found.received, found.waiting, found.lost) == (4, 1, 0)
    assert found.placed == {"read": 1, "duplicate": 1, "ignored": 1}
    assert found.even
    done = run("balance", NOW.date())
    assert done.exit_code == 0 and "4 received" in done.stdout
    RawMail.objects.filter(state="read").update(ticket=None)
    assert not balance(NOW.date()).even
    assert run("balance", NOW.date()).exit_code == 1


def test_tr8_the_corpora_end_in_one_visible_place_each(system: None, pool: ReaderPool) -> None:
    """TR8: no crash, none over 5 s, none lost, no half character in what is kept."""
    make_desk()
    slowest, names, folder = (0.0, ""), {}, SHARED / "mails"
    for found in mails_in(folder) if folder.exists() else ():
        began = time.monotonic()
        row = take_in(found.raw, source="file", received_at=NOW)
        row = read_one(row.pk, NOW, pool)
        slowest = max(slowest, (time.monotonic() - began, found.name))
        names[row.pk] = found.name
        assert raw_bytes(row) == found.raw
    rows = RawMail.objects.all()
    states = Counter(rows.values_list("state", flat=True))
    print(f"{len(names)} mails of others: {dict(states)}; slowest {slowest[0]:.2f} s {slowest[1]}")
    assert sum(states.values()) == len(names)
    assert not {row.pk: names[row.pk] for row in rows.filter(state__in=["new", "throttled"])}
    assert not rows.filter(state="unreadable").values_list("error", flat=True)
    assert not rows.exclude(state="ignored").filter(ticket=None)
    assert rows.filter(state="read").count() == Message.objects.filter(kind="request").count()
    assert slowest[0] < 5
