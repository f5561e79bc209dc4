"""Who wrote a mail: attacks T06-T11, T16, T17 and the From headers of real mailers."""

import pytest

from prazo.channels.email.reading import Address, read, shown_address
from tests.channels.email.reading.letter import ANA, letter, reading


@pytest.mark.parametrize(
    ("written", "name", "address"),
    [
        ("ana@acme.example", "", "ana@acme.example"),
        ("Ana Silva <ana@ACME.example>", "Ana Silva", "ana@acme.example"),
        ("Ana.Silva@acme.example", "", "Ana.Silva@acme.example"),
        ('"Silva, Ana" <ana@acme.example>', "Silva, Ana", "ana@acme.example"),
        ('"Ana \\"Ni\\" Silva" <ana@acme.example>', 'Ana "Ni" Silva', "ana@acme.example"),
        ("ana@acme.example (Ana Silva)", "Ana Silva", "ana@acme.example"),
        ("ana@acme.example (Ana (Ni) Silva)", "Ana (Ni) Silva", "ana@acme.example"),
        ("=?utf-8?q?Jos=C3=A9?= <jose@acme.example>", "José", "jose@acme.example"),
        ('"=?utf-8?B?Sm9zw6k=?=" <jose@acme.example>', "José", "jose@acme.example"),
        ("'Ana' <ana@acme.example>", "Ana", "ana@acme.example"),
        ("\"'Ana'\" <ana@acme.example>", "Ana", "ana@acme.example"),
        ('"Ana \\"Ni\\"" <ana@acme.example>', 'Ana "Ni"', "ana@acme.example"),
        ("ana@acme.example <ana@acme.example>", "", "ana@acme.example"),
        ("<ana@acme.example>", "", "ana@acme.example"),
        ("< ana@acme.example >", "", "ana@acme.example"),
        ("Ana <@relay.example,@b.example:ana@acme.example>", "Ana", "ana@acme.example"),
        ("Ana <ana(home)@acme.example(work)>", "Ana", "ana@acme.example"),
        ('"ana silva"@acme.example', "", '"ana silva"@acme.example'),
        ("Ana | [acme.example] <ana@acme.example>", "Ana | [acme.example]", "ana@acme.example"),
        ("Ana <ana@acme.example.>", "Ana", "ana@acme.example"),
        ("Ana <ana@[192.0.2.7]>", "Ana", "ana@[192.0.2.7]"),
        ("Ana <mailto:ana@acme.example>", "Ana", "ana@acme.example"),
        ("MAILER-DAEMON (Mail Delivery System)", "Mail Delivery System", "MAILER-DAEMON"),
    ],
)
def test_a_sender_as_it_is_written(written, name, address):
    assert reading(sender=written).sender == Address(name, address)


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("Ana ana@acme.example", "ana@acme.example"),
        ("<<ana@acme.example>>", "ana@acme.example"),
        ("Ana <ana@acme.example", "ana@acme.example"),
        ('"ana@acme.example"', "ana@acme.example"),
        ("ana@acme.example bob@acme.example", "ana@acme.example"),
        ("Ana <ana@acme.example> Bob <bob@acme.example>", "ana@acme.example"),
    ],
)
def test_a_sender_against_the_rules_is_read_and_flagged(written, address):
    mail = reading(sender=written)
    assert mail.sender is not None
    assert mail.sender.address == address
    assert "from_malformed" in mail.warnings


@pytest.mark.parametrize(
    "written",
    [
        'Ana <ana@x.example> "Bob B" <bob@x.example>, Joe <joe@x.example>',
        "Ana <ana@x.example>Bob B<bob@x.example> Joe <joe@x.example>",
    ],
)
def test_addressees_without_a_comma_between_are_all_read(written):
    known = {"ana@x.example": "Ana", "bob@x.example": "Bob B", "joe@x.example": "Joe"}
    mail = reading(f"To: {written}\nCc: ana@x.example bob@x.example\tjoe@x.example")
    assert {one.address: one.name for one in mail.to} == known
    assert [one.address for one in mail.cc] == list(known)


def test_t07_of_senders_without_a_comma_between_the_first_counts_with_its_own_name():
    mail = reading(sender="Ana <ana@acme.example> Eve <eve@evil.example>")
    assert mail.sender == Address("Ana", "ana@acme.example")
    assert {"from_malformed", "several_from"} <= set(mail.warnings)
    behind = reading(sender="<ana@acme.example> Ana")
    assert behind.sender == Address("Ana", "ana@acme.example")


def test_an_unquoted_comma_stays_in_the_name():
    mail = reading("To: Souza, Rui <rui@acme.example>, x@b.example", sender=f"Silva, Ana <{ANA}>")
    assert mail.sender == Address("Silva, Ana", ANA)
    assert mail.to == (Address("Souza, Rui", "rui@acme.example"), Address("", "x@b.example"))
    assert "from_malformed" in mail.warnings


@pytest.mark.parametrize(
    "written", ["Ana", "<>", '"我" <>', "ana@", "@acme.example", "a@b@c.example <x>", "[??]"]
)
def test_a_sender_that_is_no_address_is_nobody(written):
    mail = reading(sender=written)
    assert mail.sender is None
    assert "from_missing" in mail.warnings


def test_t06_reply_to_is_never_the_sender():
    mail = reading("From: ana@acme.example\nReply-To: victim@acme.example")
    assert mail.sender == Address("", "ana@acme.example")
    assert mail.reply_to == (Address("", "victim@acme.example"),)
    assert "sender_guessed" not in mail.warnings


def test_t06_without_from_the_sender_is_a_guess_and_says_so():
    mail = read(letter("Reply-To: <ana@acme.example>\nTo: b@b.example", sender=""))
    assert mail.sender == Address("", "ana@acme.example")
    assert {"from_missing", "sender_guessed"} <= set(mail.warnings)


@pytest.mark.parametrize(
    "headers",
    [
        "From: ana@acme.example\nFrom: eve@evil.example",
        "From: ana@acme.example, eve@evil.example",
        "From: [??]\nFrom: ana@acme.example",
        "From: team: ana@acme.example, eve@evil.example;",
    ],
)
def test_t07_of_several_senders_the_first_valid_one_counts(headers):
    mail = read(letter(headers))
    assert mail.sender == Address("", "ana@acme.example")
    assert "several_from" in mail.warnings


def test_t07_a_group_in_from_does_not_crash():
    assert reading(sender="undisclosed:;").sender is None
    assert reading(sender="team: ana@acme.example;").sender == Address("", "ana@acme.example")


def test_t08_encoded_word_in_address_is_not_decoded():
    mail = reading(sender="=?utf-8?Q?agent?=@acme.example")
    assert mail.sender == Address("", "=?utf-8?Q?agent?=@acme.example")
    whole = reading(sender="=?utf-8?Q?agent=40acme.example?=")
    assert whole.sender is None
    inside = reading(sender="=?utf-8?Q?Ana_=3Cagent=40acme.example=3E?= <eve@evil.example>")
    assert inside.sender == Address("Ana <agent@acme.example>", "eve@evil.example")


@pytest.mark.parametrize(
    "written",
    [
        "alice@corp.example)<eve@evil.example>",
        '"alice@corp.example" <eve@evil.example>',
        "alice@corp.example <eve@evil.example>",
        "<alice@corp.example\x00@evil.example>, eve@evil.example",
        "eve@evil.example (alice@corp.example)",
        '"alice@corp.example" eve@evil.example',
    ],
)
def test_t09_what_stands_beside_the_address_is_no_address(written):
    mail = reading(sender=written)
    assert mail.sender is not None
    assert mail.sender.address == "eve@evil.example"


def test_t11_headers_of_desks_change_nothing():
    plain = reading("Subject: hello")
    ordered = reading(
        "X-Prazo-Priority: critical\nX-Zammad-Ignore: true\nX-RT-Owner: root\nSubject: hello"
    )
    assert plain == ordered


def test_t16_of_5000_copies_no_more_than_1000_are_read():
    mail = read(letter("Cc: " + ",\n ".join(f"u{n}@b.example" for n in range(5_000))))
    assert 900 < len(mail.cc) <= 1_000
    assert "addresses_cut" in mail.warnings or "header_cut" in mail.warnings


def test_recipients_are_listed_once_and_broken_ones_left_out():
    mail = read(
        letter(
            "To: undisclosed-recipients:;\nTo: Desk <desk@b.example>; other@b.example, Nobody\n"
            "Cc: desk@b.example,, desk@b.example"
        )
    )
    assert [one.address for one in mail.to] == ["desk@b.example", "other@b.example"]
    assert [one.address for one in mail.cc] == ["desk@b.example"]
    assert "address_dropped" in mail.warnings


def test_t17_a_look_alike_domain_is_another_identity():
    honest, twin = reading(sender="a@acme.example"), reading(sender="a@xn--cme-5cd.example")
    assert honest.sender != twin.sender
    written = read("From: a@аcme.example\r\n\r\nx".encode())  # its first letter is Cyrillic
    assert written.sender == twin.sender


def test_t17_one_letter_is_never_mapped_onto_another():
    assert read("From: a@straße.example\r\n\r\nx".encode()).sender == Address(
        "", "a@xn--strae-oqa.example"
    )


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("ana@acme.example", "ana@acme.example"),
        ("ana@xn--mnchen-3ya.example", "ana@münchen.example"),
        ("ana@xn--80adxhks.example", "ana@москва.example"),
        ("ana@xn--cme-5cd.example", "ana@xn--cme-5cd.example"),  # Cyrillic and Latin
        ("ana@xn--80ak6aa92e.example", "ana@xn--80ak6aa92e.example"),  # all letters look Latin
        ("ana@xn--wgv71a119e.example", "ana@日本語.example"),
        ("ana@xn--\u00e9.example", "ana@xn--\u00e9.example"),
        ("ana@xn--.example", "ana@xn--.example"),
        ("MAILER-DAEMON", "MAILER-DAEMON"),
    ],
)
def test_t17_an_address_is_shown_in_letters_unless_they_deceive(address, shown):
    assert shown_address(address) == shown
