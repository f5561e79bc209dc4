"""What is found, and where it is said to be: messages, notes, files, in any language."""

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import example, given
from hypothesis import strategies as st

from prazo.desk.actions.hear_beside import hear_beside
from prazo.desk.actions.merge import merge
from prazo.desk.actions.note import note
from prazo.desk.actions.open_side_thread import open_side_thread
from prazo.desk.actions.write_beside import write_beside
from prazo.desk.inbound import Inbound, InboundFile
from prazo.desk.models import AttachmentText, Message, SideThread, Ticket
from prazo.desk.search import Wanted, found
from prazo.lib import scope
from prazo.web.shown.found import folded
from tests.web.search.conftest import FILES, Shown, send
from tests.world import World


@pytest.fixture(autouse=True)
def seen(everything: None) -> None:
    """Tests here look at all of the database."""


def find(world: World, words: str = "", **more: tuple[str, ...]) -> list[int]:
    wanted = Wanted(words, **more)
    return found(wanted, [world.desk.pk], user=world.ann.pk, as_of=timezone.now()).ids


def test_files_are_found_by_name_and_by_what_they_say(world: World) -> None:
    ticket = send(world, *FILES)
    for query in ("trace", "jitterbug", "zebra", "red fox", "grün", "scan pdf", "dead okapi"):
        assert find(world, query) == [ticket.pk], query
    for query in ("walrus", "badger", "banner"):
        assert find(world, query) == [], query
    assert AttachmentText.objects.count() == 4
    with scope.entered(scope.of([world.other_desk.pk])):
        assert not AttachmentText.objects.exists()


def test_files_on_notes_are_the_desks_alone(world: World) -> None:
    ticket = send(world)
    inside = InboundFile(name="lawyer-letter.txt", content_type="text/plain", content=b"x")
    note(ticket, by=world.by_ann, at=timezone.now(), text="see there", files=[inside])
    assert find(world, "lawyer there") == [ticket.pk]
    with scope.entered(scope.of([world.desk.pk], [world.customer.pk])):
        assert find(world, "lawyer") == [] and find(world, "fax") == [ticket.pk]


def beside(world: World, ticket: Ticket) -> SideThread:
    """Begun with a carrier, answered with a file, and written on with their number."""
    now = timezone.now()
    thread = open_side_thread(
        ticket,
        party="carrier",
        to="noc@lusitania.example",
        subject="Trunk seven",
        text="The gramophone <b>plays</b> no more",
        by=world.by_ann,
        at=now,
    )
    answer = Inbound(
        channel="email",
        reference="<1@lusitania.example>",
        sender="noc@lusitania.example",
        sender_name="Odalys",
        subject="Re: Trunk seven",
        text="Our xylophone too",
        received_at=now,
        files=(InboundFile(name="route-map.csv", content_type="text/csv", content=b"1;2"),),
    )
    hear_beside(thread, answer, as_of=now)
    write_beside(
        ticket, thread=thread, text="Thank you", by=world.by_ann, at=now, reference="BA-4711x"
    )
    return thread


SAID_BESIDE = (
    "trunk", "lusitania", "noc@lusitania.example", "gramophones", "xylophone", "odalys",
    "route map", "BA-4711x", "fax gramophone xylophone",
)  # fmt: skip


def test_side_threads_are_found_by_all_they_say_and_are_the_desks_alone(world: World) -> None:
    ticket = send(world)
    beside(world, ticket)
    for query in SAID_BESIDE:
        assert find(world, query) == [ticket.pk], query
    for phrase in ("b plays b no", "noc@lusitania.example", "xylophone too"):
        assert find(world, phrases=(phrase,)) == [ticket.pk], phrase
    assert find(world, "fax", without=("gramophone",)) == []
    assert find(world, "fax", without=("xylophone too",)) == []
    with scope.entered(scope.of([world.desk.pk], [world.customer.pk])):
        for query in SAID_BESIDE:
            assert find(world, query) == [], query
        assert find(world, phrases=("gramophone b plays",)) == []
        assert find(world, "fax", without=("gramophone",)) == [ticket.pk]
        assert find(world, "fax", without=("xylophone too",)) == [ticket.pk]
    with scope.entered(scope.of([world.other_desk.pk])):
        assert find(world, "gramophone") == []


def test_side_threads_are_found_where_they_went(world: World) -> None:
    """A merge takes them along, and all words of both tickets are made anew."""
    source, case = send(world), send(world, subject="Telephone")
    note(case, by=world.by_ann, at=timezone.now(), text="Ask the ombudsman")
    beside(world, source)
    merge(source, into=case, by=world.by_ann, at=timezone.now())
    for query in (*SAID_BESIDE[:-1], "telephone gramophone", "ombudsman xylophone"):
        assert find(world, query) == [case.pk], query
    assert find(world, "fax") == [source.pk]


def test_it_is_said_that_it_was_found_in_a_side_thread(world: World, shown: Shown) -> None:
    ticket = send(world)
    beside(world, ticket)
    chip = '<span class="chip">side thread</span> '
    page = shown("gramophone")
    assert f"{chip}Trunk seven" in page
    assert "The <mark>gramophone</mark> &lt;b&gt;plays&lt;/b&gt; no more" in page
    assert "<mark>xylophone</mark>" in shown("xylophone")
    page = shown("4711x")
    assert chip in page and "noc@lusitania.example BA-<mark>4711x</mark>" in page
    assert chip in shown("fax gramophone")
    page = shown("fax dead")
    assert chip not in page and '<span class="chip">message</span>' in page
    assert "plays" not in shown("gramophone", who=world.stranger)


def test_what_is_free_of_a_word_is_told_by_what_one_may_see(world: World) -> None:
    """T14, AC04: nothing said inside, or at another desk, can be asked for by its absence."""
    ticket = send(world)
    note(ticket, by=world.by_ann, at=timezone.now(), text="keep quietaboutit")
    theirs = world.ask("Phone", at=timezone.now(), desk=world.other_desk)

    def free(*without: str) -> list[int]:
        with connection.cursor() as cursor:
            both = [ticket.pk, theirs.pk]
            cursor.execute("select * from prazo_free_of(%s, %s, 9)", [both, list(without)])
            return [pk for (pk,) in cursor.fetchall()]

    assert free("qqq") == [ticket.pk, theirs.pk]
    with scope.entered(scope.of([world.desk.pk])):
        assert free("qqq") == free("quiet aboutit") == [ticket.pk]
        assert free("quietaboutit") == free("keep quietaboutit") == []
    with scope.entered(scope.of([world.desk.pk], [world.customer.pk])):
        assert free("quietaboutit") == free("keep quietaboutit") == [ticket.pk]
        assert free("fax") == []
    with scope.entered(scope.of([world.desk.pk], [0])):
        assert free("qqq") == []


def test_a_secret_in_a_file_is_not_found(world: World) -> None:
    said = b"password: Hunter2-wombat"
    ticket = send(world, InboundFile(name="x.env", content_type="text/plain", content=said))
    assert find(world, "wombat") == []
    assert find(world, "password") == [ticket.pk]


def test_a_text_without_end_is_searched_at_its_beginning(world: World) -> None:
    long = b"begin " + b"lorem " * 40_000 + b" behindthemark"
    ticket = send(world, InboundFile(name="x.log", content_type="text/plain", content=long))
    assert find(world, "begin") == [ticket.pk]
    assert find(world, "behindthemark") == []


def test_more_words_than_a_row_holds_are_left_out_and_the_mail_is_taken_in(world: World) -> None:
    """A row of words holds 1 MB: mails beyond it are kept all the same."""
    ticket = send(world)
    for part in range(4):
        many = " ".join(f"w{part}x{n:05}" + "y" * 400 for n in range(240))
        for piece in range(6):
            ticket = world.ask(
                text=many.replace("y", "abcdef"[piece]), answers=ticket, at=timezone.now()
            )
    assert find(world, "fax") == [ticket.pk]


def test_phrases_stand_side_by_side(world: World) -> None:
    one = send(world, subject="One", text="There is no dial tone, at all")
    other = send(world, subject="Two", text="The tone of the dial")
    assert find(world, "dial tone") == [other.pk, one.pk]
    assert find(world, phrases=("dial tone at ALL",)) == [one.pk]
    assert find(world, "dial", without=("no dial",)) == [other.pk]
    note(other, by=world.by_ann, at=timezone.now(), text="Ask for the serial number")
    assert find(world, phrases=("serial number",)) == [other.pk]


def test_where_it_was_found_is_shown_with_the_words_marked(world: World, shown: Shown) -> None:
    ticket = send(world, FILES[0], text="x " * 300 + "As integrações <b>caíram</b> ontem")
    Ticket.objects.filter(pk=ticket.pk).update(language="pt-br")
    note(ticket, by=world.by_ann, at=timezone.now(), text="A difficult person")
    page = shown("caiu caíram")
    assert "Nothing found." in page
    page = shown("integração")
    assert "<mark>integrações</mark> &lt;b&gt;caíram&lt;/b&gt; ontem" in page
    assert '<span class="chip">message</span> … ' in page
    page = shown("difficult persons")
    assert '<span class="chip">note</span> A <mark>difficult</mark> <mark>person</mark>' in page
    page = shown("jitterbug")
    assert "trace-07.log rtp <mark>jitterbug</mark> seen" in page
    assert '<span class="chip">attachment</span>' in page
    assert '<span class="chip">subject</span>' in shown("fax")


def test_what_strangers_wrote_is_escaped_in_snippets(world: World, shown: Shown) -> None:
    """X01: in the middle of a mark too."""
    send(world, subject="<svg/onload=alert(1)>", text='<script>needle</script> "needle"&amp;')
    page = shown("needle")
    assert "&lt;script&gt;<mark>needle</mark>&lt;/script&gt;" in page
    assert "<script>needle" not in page and "<svg/" not in page
    page = shown('"><script>x', status=200)
    assert "<script>x" not in page


@given(st.text())
@example("ÁÉÍ straße ŒUVRE Ōsaka ΣΊΣΥΦΟΣ İstanbul 각 e\u0301")
def test_letters_are_folded_one_for_one(text: str) -> None:
    plain = folded(text)
    assert len(plain) == len(text)
    assert plain == "".join(map(folded, text))


def test_a_text_that_is_changed_is_found_by_what_it_says_now(world: World) -> None:
    ticket = send(world, text="jitterbug")
    Message.objects.filter(ticket=ticket).update(text="okapi")
    assert find(world, "okapi") == [ticket.pk]
    assert find(world, "jitterbug") == []
