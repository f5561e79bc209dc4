"""From a mail with a document to the page that says in which file the words stand."""

from email.message import EmailMessage

import pytest
from django.utils import timezone

from prazo.channels.email.intake import read_mails
from prazo.channels.email.reading import ReaderPool
from prazo.channels.email.take_in import take_in
from prazo.desk.actions.note import note
from prazo.desk.actions.reply import reply
from prazo.desk.file_texts import read_files
from prazo.desk.inbound import InboundFile
from prazo.desk.models import Ticket, UnreadFile
from prazo.lib.documents import DocumentPool
from tests.lib.documents.made import docx, pdf, xlsx
from tests.web.search.conftest import Shown
from tests.world import World


@pytest.fixture(autouse=True)
def seen(everything: None) -> None:
    """Tests here look at all of the database."""


def arrive(*files: tuple[str, bytes, str]) -> Ticket:
    """A mail of Rita's with files, each with what it is said to be."""
    mail = EmailMessage()
    mail["From"], mail["To"] = "rita@acme.example", "help@desk.example"
    mail["Subject"], mail["Message-ID"] = "Our contract", "<contract@acme.example>"
    mail.set_content("See the files.")
    for name, content, disposition in files:
        mail.add_attachment(
            content,
            maintype="application",
            subtype="octet-stream",
            filename=name,
            disposition=disposition,
        )
    at = timezone.now()
    take_in(mail.as_bytes(), source="lmtp", envelope_to=("help@desk.example",), received_at=at)
    with ReaderPool() as pool:
        read_mails(at, pool)
    return Ticket.objects.get(subject="Our contract")


def read() -> None:
    with DocumentPool() as pool:
        read_files(timezone.now(), pool)
    assert not UnreadFile.objects.exists()


def test_what_a_document_says_is_found_and_the_file_is_named(world: World, shown: Shown) -> None:
    contract = pdf(*[f"Page {n}: nothing but boilerplate. " + "and so on " * 30 for n in range(40)])
    last = pdf("The penalty is four okapis", *["and so on"] * 3)
    ticket = arrive(
        ("contract <b>.pdf", contract, "attachment"),
        ("annex.pdf", last, "inline"),
        ("Ünïcode.docx", docx("x " * 9000, "an <i>ocelot</i> at the end"), "attachment"),
        ("prices.xlsx", xlsx(["lynx"], '<row><c t="s"><v>0</v></c></row>'), "attachment"),
    )
    assert str(ticket.number) not in shown("okapi")
    read()
    page = shown("okapi")
    assert f"/t/{ticket.number}" in page
    assert (
        '<span class="chip">attachment</span> annex.pdf The penalty is four <mark>okapis</mark>'
        in page
    )
    page = shown("ocelots")
    assert "Ünïcode.docx … " in page
    assert "an &lt;i&gt;<mark>ocelot</mark>&lt;/i&gt; at the end" in page
    assert "prices.xlsx <mark>lynx</mark>" in shown("lynx")
    assert "contract" in shown('"Page 39"') and f"/t/{ticket.number}" in shown('"Page 39"')
    assert "Nothing found" in shown("okapi", world.stranger)


def test_a_file_on_a_note_is_named(world: World, shown: Shown) -> None:
    ticket = world.ask(at=timezone.now())
    said = InboundFile(name="lawyer.pdf", content_type="x/y", content=pdf("sue the capybara"))
    note(ticket, by=world.by_ann, at=timezone.now(), text="see", files=[said])
    read()
    assert "lawyer.pdf sue the <mark>capybara</mark>" in shown("capybara")


def test_what_we_sent_is_found_too(world: World, shown: Shown) -> None:
    ticket = world.ask(at=timezone.now())
    offer = InboundFile(
        name="offer.pdf", content_type="application/pdf", content=pdf("two wombats")
    )
    reply(ticket, by=world.by_ann, at=timezone.now(), text="Here", files=[offer])
    read()
    assert "offer.pdf two <mark>wombats</mark>" in shown("wombat")
