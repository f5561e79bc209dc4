"""What variables stand for: as the customer reads it, and no promise that lapsed already."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from prazo.desk.models import Ticket
from prazo.desk.wording import MARKDOWN, PLAIN
from prazo.lib.markdown import read
from prazo.writing.placeholders import filled
from prazo.writing.values import markup_with, values_of
from tests.world import World, at, make_world


@pytest.fixture
def world(system: None) -> World:
    return make_world()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "2 Mar 2026, 14:00 (Europe/Berlin)"),
        ("de", "2. März 2026 14:00 (Europe/Berlin)"),
        ("pt-br", "2 de março de 2026 às 14:00 (Europe/Berlin)"),
    ],
)
def test_the_due_time_names_its_month(world: World, language: str, said: str) -> None:
    """10/11 is another day on each side of an ocean."""
    ticket = world.ask(at=at("9:00"))
    Ticket.objects.filter(pk=ticket.pk).update(language=language)
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert values_of(ticket, "Ann", at("9:00"))["due"] == said


def test_what_lapsed_is_promised_to_nobody(world: World) -> None:
    ticket = Ticket.objects.get(pk=world.ask(at=at("9:00")).pk)
    assert ticket.next_due_at is not None
    assert values_of(ticket, "Ann", ticket.next_due_at)["due"] == ""


SIGNED = [
    "[{requester}, see our help](https://help.example/)", "**{requester}** [x](https://a.example/)",
    "- {requester}\n  - {subject}\n1. {requester}", "> {requester}\n> *{subject}*", "`{subject}`",
    "```\n{requester}\n{subject}\n```", "*{requester}, {subject}*: **now**",
    "a!{requester}{subject}",
    "[help](https://help.example/{number})\n{requester}\n\n{subject} `x`", "{requester} {subject}",
]  # fmt: skip
"""Texts of ours, of every shape that has a sign in it, and one that has none."""
PIECES = st.sampled_from(
    ["[", "]", "](https://evil.example)", "](https://evil", "(", ")", "*", "**", "`", "```", "!",
     ">", "-", "1.", " ", "\n", "#", "a", "b.", "<", "\\", "![x](a.png)", "[x", "{number}", "\t"]
)  # fmt: skip
VALUES = st.lists(PIECES, max_size=6).map("".join)


def shape(text: str) -> list[str]:
    """The elements it is shown as, and where they lead; but addresses that show themselves."""
    document = read(text, ["a.png"])
    if document is None:
        return ["<p>"]
    page = document.page({"a.png": "/f/1?picture"})
    page = re.sub(r"<a [^>]*>https?://[^<]*</a>", "", page)
    return re.findall(r'</?[a-z]+|href="[^"]*"', page)


@given(st.sampled_from(SIGNED), VALUES, VALUES)
@example(SIGNED[0], "x](https://evil.example)", "")
@example(SIGNED[-1], "[Reset", "now](https://evil.example)")
def test_no_value_is_a_sign_nor_a_part_of_one(text: str, requester: str, subject: str) -> None:
    """X10: what a stranger calls himself changes neither what our text looks like nor where it
    leads; else it goes out as plain text."""
    values = {"requester": requester, "subject": subject, "number": "7"}
    if markup_with(text, values) == MARKDOWN:
        harmless = {"requester": "Rita", "subject": "Rita", "number": "7"}
        names = {"requester": requester or "{requester}", "subject": subject or "{subject}"}
        assert shape(filled(text, values)[0]) == shape(filled(text, harmless)[0]), names


@pytest.mark.parametrize(
    ("text", "requester", "markup"),
    [
        ("**Hello** {requester}", "Rita [Acme] *2", MARKDOWN),
        ("**Hello** {requester}", "https://shop.example is down (#7)", MARKDOWN),
        ("**Hello** {requester}", "x](https://evil.example)", MARKDOWN),
        ("[{requester}, see](https://help.example)", "Rita", MARKDOWN),
        ("[{requester}, see](https://help.example)", "x](https://evil.example)", PLAIN),
        ("**Hello** {requester}", "**Rita**", PLAIN),
    ],
)
def test_signs_go_where_they_would_be_read_and_nowhere_else(
    text: str, requester: str, markup: str
) -> None:
    assert markup_with(text, {"requester": requester}) == markup
