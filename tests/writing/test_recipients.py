"""To whom an answer goes: derived, offered, checked; never anybody by himself (T03)."""

import pytest

from prazo.desk.actions.receive import receive
from prazo.desk.actions.reply import reply
from prazo.desk.inbound import Inbound
from prazo.desk.models import Message
from prazo.desk.recipients import checked
from prazo.lib.refusal import Refusal
from prazo.writing.recipients import Spoken, address_in, addresses_in, derived
from tests.world import MONDAY, World, meet, sign

RITA = "rita@acme.example"


def mail(sender: str, to: str, cc: str = "") -> Spoken:
    recipients = [*(("to", a) for a in to.split()), *(("cc", a) for a in cc.split())]
    return Spoken("request", f"Rita <{sender}>", recipients)


def answer(to: str, cc: str = "") -> Spoken:
    return Spoken(
        "reply", "Ann", [*(("to", a) for a in to.split()), *(("cc", a) for a in cc.split())]
    )


class TestDerived:
    def test_others_of_the_mail_are_offered_and_our_own_left_out(self) -> None:
        found = derived(
            [mail(RITA, "Help@desk.example bo@acme.example", "eve@x.example")],
            RITA,
            {"help@desk.example"},
        )
        assert found.to == (RITA,) and found.cc == ()
        assert found.offered == ("bo@acme.example", "eve@x.example")
        assert found.is_new("eve@x.example") and not found.is_new(RITA.upper())

    def test_whom_one_of_us_wrote_to_stays(self) -> None:
        said = [mail(RITA, "d@desk.example", "bo@acme.example"), answer(RITA, "bo@acme.example")]
        found = derived(said, RITA, {"d@desk.example"})
        assert found.cc == ("bo@acme.example",)
        assert found.offered == () and not found.is_new("bo@acme.example")

    def test_the_last_mail_decides(self) -> None:
        said = [mail(RITA, "one@acme.example"), mail("rita@home.example", "two@acme.example")]
        found = derived(said, RITA, set())
        assert found.to == ("rita@home.example",)
        assert found.offered == ("two@acme.example",)
        assert not found.is_new(RITA)

    def test_who_takes_part_beside_the_requester_is_answered_in_copy(self) -> None:
        bo = Spoken("request", "Bo <bo@acme.example>", [("to", "d@desk.example")], beside=True)
        for before in (answer(RITA, "Bo@acme.example"), answer(f"{RITA} bo@acme.example")):
            found = derived([mail(RITA, "d@desk.example"), before, bo], RITA, {"d@desk.example"})
            assert found.to == (RITA,)
            assert [a.lower() for a in found.cc] == ["bo@acme.example"]
            assert found.offered == () and not found.is_new("bo@acme.example")

    def test_where_answers_are_asked_for_nobody_was_written_to(self) -> None:
        sent = [("to", "bo@acme.example"), ("reply-to", "Forms@acme.example")]
        both = [*sent, ("cc", "forms@acme.example")]
        found = derived([Spoken("request", f"Rita <{RITA}>", sent)], RITA, set())
        assert found.offered == ("bo@acme.example", "Forms@acme.example")
        assert found.asked == {"forms@acme.example"}
        assert not derived([Spoken("request", f"Rita <{RITA}>", both)], RITA, set()).asked

    def test_nobody_to_write_to(self) -> None:
        found = derived([Spoken("request", "somebody")], "", set())
        assert (found.to, found.known) == ((), frozenset({"somebody"}))

    def test_what_is_typed(self) -> None:
        typed = "a@x.example; Bo <b@x.example>,\nc@x.example, ,"
        assert addresses_in(typed) == ["a@x.example", "b@x.example", "c@x.example"]
        assert address_in('"Rey, Rita" <rita@acme.example>') == RITA


class TestChecked:
    @pytest.mark.parametrize(
        "bad", ["nobody", "a@", "@x.example", "a b@x.example", "a@x.example\r\nBcc: b@x.example"]
    )
    def test_a_bad_address_is_named(self, world: World, bad: str) -> None:
        """J01: and no header comes of one."""
        with pytest.raises(Refusal, match="is no address that mail can be sent to") as refused:
            checked(world.ask(), [RITA], [bad])
        assert refused.value.field == "cc" and bad[:20] in str(refused.value)

    def test_each_stands_once(self, world: World) -> None:
        to, cc = checked(world.ask(), [RITA, "Rita@Acme.example"], [RITA, "bo@acme.example"])
        assert (to, cc) == ([RITA], ["bo@acme.example"])

    def test_a_crowd_is_refused(self, world: World) -> None:
        """T16."""
        with pytest.raises(Refusal, match="At most 20 people"):
            checked(world.ask(), [RITA], [f"p{n}@acme.example" for n in range(20)])

    @pytest.mark.parametrize("many", [20, 21])
    def test_of_a_crowd_it_is_said_that_not_all_are_kept(self, world: World, many: int) -> None:
        """T16."""
        crowd = Inbound(
            channel="email",
            reference="<crowd@acme.example>",
            sender=RITA,
            written_to=("acme-desk@desk.example",),
            recipients=tuple(("cc", "", f"p{n}@acme.example") for n in range(many)),
            subject="To all of us",
            text="Hello",
            received_at=MONDAY,
        )
        message = receive(world.desk, crowd)
        assert len(message.recipients) == 20
        assert ("addresses_cut" in message.remarks) == (many > 20)

    def test_one_case_is_one_companys(self, world: World) -> None:
        """T15, TR10: known by address or by domain; whoever is of both may read."""
        globex, _ = sign(world.desk, "Globex", "globex.example")
        ivo = meet(world.desk, globex, "Ivo", "ivo@mail.example")
        ticket = world.ask()
        for theirs in ("ivo@mail.example", "Any@Globex.example"):
            with pytest.raises(Refusal, match=r"is of Globex, another customer"):
                reply(ticket, by=world.by_ann, at=MONDAY, text="x", cc=[theirs])
        assert not ticket.messages.filter(kind=Message.Kind.REPLY).exists()
        ivo.customers.add(world.customer)
        checked(ticket, [RITA], ["ivo@mail.example", "unknown@y.example"])

    def test_a_domain_in_other_letters_is_written_as_mail_has_it(self, world: World) -> None:
        assert checked(world.ask(), ["a@bücher.example"], [])[0] == ["a@xn--bcher-kva.example"]


def test_it_goes_to_whom_it_says(world: World) -> None:
    ticket = world.ask()
    said = reply(ticket, by=world.by_ann, at=MONDAY, text="x", to=["bo@acme.example"], cc=[RITA])
    mail = ticket.outgoing.get(message=said)
    assert (mail.to, mail.cc) == (["bo@acme.example"], [RITA])
    assert [(one["field"], one["address"]) for one in said.recipients] == [
        ("to", "bo@acme.example"), ("cc", RITA),
    ]  # fmt: skip
