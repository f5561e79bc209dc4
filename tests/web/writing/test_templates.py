"""Templates as the composer offers them and the settings keep them."""

import pytest
from django.test import Client
from django.utils import timezone

from prazo.accounts.models import Member
from prazo.accounts.operator import Operator
from prazo.desk.models import Ticket
from prazo.writing.actions.keep_template import Said, make_template
from prazo.writing.models import Draft, Template
from prazo.writing.words import opened
from tests.web.conftest import Visit
from tests.world import World


class TestTemplates:
    SAID = {"name": "Hello", "text": "Hello {requester} <b>", "language": ""}

    def test_found_and_filled_in(self, ann: Client, ticket: Ticket, world: World) -> None:
        by = Operator(world.lea, timezone.now(), None)
        make_template(world.desk, Said(**self.SAID), by=by)
        (found,) = ann.get(f"/t/{ticket.number}/templates?q=hel").json()["templates"]
        assert (found["text"], found["missing"]) == ("Hello Rita Rey <b>", [])
        assert ann.get(f"/t/{ticket.number}/templates?q=zebra").json() == {"templates": []}
        chosen = {"template": Template.objects.get().pk}
        assert ann.post(f"/t/{ticket.number}/templates", chosen).status_code == 302
        assert opened(Draft.objects.get().sealed).text == "Hello Rita Rey <b>"

    def test_one_of_another_desk_is_not_there(
        self, ann: Client, ticket: Ticket, world: World
    ) -> None:
        by = Operator(world.lea, timezone.now(), None)
        theirs = make_template(world.other_desk, Said(**self.SAID), by=by)
        for given in ({"template": theirs.pk}, {"template": "x"}, {}):
            assert ann.post(f"/t/{ticket.number}/templates", given).status_code == 404
        assert ann.get(f"/templates/{theirs.pk}").status_code == 404

    def test_ones_own_are_made_changed_and_removed(self, ann: Client, world: World) -> None:
        wrong = ann.post("/templates", {**self.SAID, "text": "{password}"})
        assert wrong.status_code == 422 and "“{password}” is no variable" in wrong.content.decode()
        assert ann.post("/templates", self.SAID).status_code == 302
        own = Template.objects.get()
        assert own.user == world.ann
        changed = ann.post(f"/templates/{own.pk}", {**self.SAID, "text": "Hi"})
        assert changed.status_code == 302 and Template.objects.get().text == "Hi"
        assert ann.post(f"/templates/{own.pk}/removal").status_code == 302
        assert not Template.objects.exists()

    def test_so_many_are_enough_but_may_be_changed(
        self, ann: Client, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("prazo.web.views.writing.mine.MOST", 1)
        assert ann.post("/templates", self.SAID).status_code == 302
        more = ann.post("/templates", {**self.SAID, "name": "More"})
        assert more.status_code == 422 and "too many templates" in more.content.decode()
        own = Template.objects.get()
        changed = ann.post(f"/templates/{own.pk}", {**self.SAID, "text": "Hi"})
        assert changed.status_code == 302 and Template.objects.get().text == "Hi"

    def test_a_reader_has_none(self, visit: Visit, world: World) -> None:
        assert visit(world.contact).get("/templates").status_code == 403

    def test_the_desks_are_its_admins(self, visit: Visit, ann: Client, world: World) -> None:
        Member.objects.filter(user=world.lea).update(role="admin")
        lea, path = visit(world.lea), f"/settings/desk/{world.desk.slug}/templates"
        assert ann.get(path).status_code == 403
        assert lea.post(path, {**self.SAID, "team": world.front.pk}).status_code == 302
        own = Template.objects.get()
        assert (own.team, own.user) == (world.front, None)
        foreign = {**self.SAID, "team": world.other_desk.teams.first().pk}
        assert lea.post(f"{path}/{own.pk}", foreign).status_code == 422
        assert lea.post(f"{path}/{own.pk}", {**self.SAID, "text": "Hi"}).status_code == 302
        assert b"not used yet" in lea.get(path).content
        assert lea.post(f"{path}/{own.pk}/removal").status_code == 302
        history = lea.get(f"/settings/desk/{world.desk.slug}/history").content.decode()
        for said in ("Template made", "Template changed", "Template removed"):
            assert said in history
