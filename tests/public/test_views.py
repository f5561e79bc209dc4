"""The agreement's page for everybody: published versions only, in its languages, kept by caches."""

from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from prazo.agreements.loader import load
from prazo.agreements.models import Version
from prazo.agreements.source import read
from prazo.agreements.take import adopt, take
from prazo.lib import scope
from prazo.public.plain_file import plain_file
from tests.world import SINCE, TEXT, World, make_world, open_desk

ROOT = settings.BASE.parent
FILES = sorted((ROOT / "agreements").glob("*.yaml"))
NEXT = TEXT.replace('version: "1"', 'version: "2"')


@pytest.fixture
def world(db: None) -> World:
    settings.ALLOWED_HOSTS.append("testserver")
    with scope.entered(scope.SYSTEM):
        return make_world()


@pytest.fixture
def spoken(world: World) -> str:
    """The address of an agreement in five languages."""
    text = next(path for path in FILES if path.stem == "360dialog").read_text()
    with scope.entered(scope.SYSTEM):
        open_desk("dialog", take(text))
    return "/agreements/dialog"


def page(address: str, **headers: str) -> str:
    answer = Client().get(address, headers=headers)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def language_of(text: str) -> str:
    return text.partition('<html lang="')[2].partition('"')[0]


class TestLanguages:
    @pytest.mark.parametrize("tag", ["en", "pt-BR", "es", "de", "ru"])
    def test_each_by_its_address(self, spoken: str, tag: str) -> None:
        answer = Client().get(f"{spoken}?lang={tag}")
        assert language_of(answer.content.decode()) == tag
        assert answer["Content-Language"] == tag

    @pytest.mark.parametrize(
        ("accepts", "tag"),
        [
            ("de-AT,de;q=0.9,en;q=0.8", "de"),
            ("pt-PT", "pt-BR"),
            ("fr,ru;q=0.5", "ru"),
            ("fr", "pt-BR"),  # its own
            ("*", "pt-BR"),
            ("", "pt-BR"),
            ("x" * 5000, "pt-BR"),
        ],
    )
    def test_as_the_browser_prefers(self, spoken: str, accepts: str, tag: str) -> None:
        assert language_of(page(spoken, accept_language=accepts)) == tag

    def test_what_was_chosen_once_goes_before_the_browser(self, spoken: str) -> None:
        client = Client(headers={"accept-language": "de"})
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "pt-br"
        assert language_of(client.get(spoken).content.decode()) == "pt-BR"
        assert language_of(client.get(f"{spoken}?lang=ru").content.decode()) == "ru"

    def test_a_language_it_is_not_in_is_passed_over(self, spoken: str) -> None:
        assert language_of(page(f"{spoken}?lang=tlh", accept_language="es")) == "es"
        assert language_of(page("/agreements/acme-desk?lang=de")) == "en"

    def test_each_language_leads_to_the_others(self, spoken: str) -> None:
        text = page(f"{spoken}?lang=de")
        for tag in ("en", "pt-BR", "es", "ru"):
            assert f'href="?lang={tag}"' in text

    @pytest.mark.parametrize("tag", ["en", "pt-BR", "es", "de", "ru"])
    def test_the_list_too(self, spoken: str, tag: str) -> None:
        text = page(f"/agreements/?lang={tag}")
        assert language_of(text) == tag
        assert f'href="{spoken}?lang={tag}"' in text


class TestWhatIsPublished:
    def test_the_list_has_every_desk_with_an_agreement(self, world: World) -> None:
        text = page("/agreements/")
        assert "Acme-Desk" in text
        assert "Other-Desk" in text

    def test_a_desk_without_one_has_no_page(self, world: World) -> None:
        from prazo.accounts.models import Desk

        Desk.objects.create(slug="empty", name="Empty")
        assert "Empty" not in page("/agreements/")
        empty, missing = (Client().get(f"/agreements/{slug}") for slug in ("empty", "missing"))
        assert empty.status_code == missing.status_code == 404
        assert empty.content == missing.content

    def test_a_version_nobody_adopted_is_not_there(self, world: World) -> None:
        """AC20."""
        take(NEXT)
        assert Version.objects.count() == 2
        for address in ("/agreements/acme-desk/2", "/agreements/acme-desk/2/file"):
            assert Client().get(address).status_code == 404
        assert "/agreements/acme-desk/2" not in page("/agreements/acme-desk")

    def test_one_that_another_desk_adopted_is_not_this_ones(self, world: World) -> None:
        adopt(world.other_desk, take(NEXT), since=timezone.now())
        assert Client().get("/agreements/acme-desk/2").status_code == 404
        assert Client().get("/agreements/other-desk/2").status_code == 200

    def test_one_announced_is_there_and_says_from_when(self, world: World) -> None:
        """B10."""
        adopt(world.desk, take(NEXT), since=timezone.now() + timedelta(days=30))
        assert ">Version 1<" in page("/agreements/acme-desk")
        announced = page("/agreements/acme-desk/2")
        assert ">Version 2<" in announced
        assert "in force from" in announced.lower()
        assert "/agreements/acme-desk/2" in page("/agreements/acme-desk")

    def test_one_that_was_is_still_there(self, world: World) -> None:
        adopt(world.desk, take(NEXT), since=timezone.now())
        assert ">Version 2<" in page("/agreements/acme-desk")
        assert ">Version 1<" in page("/agreements/acme-desk/1")

    def test_in_force_means_at_this_desk(self, world: World) -> None:
        with scope.entered(scope.SYSTEM):
            open_desk("late", world.version, since=SINCE + timedelta(days=100, hours=12))
        assert 'datetime="2026-04-11"' in page("/agreements/late")
        assert 'datetime="2026-01-01"' in page("/agreements/acme-desk")

    def test_nobody_and_nothing_inside_is_named(self, world: World) -> None:
        """AC20: who stands behind roles, who works there, who the customers are."""
        text = page("/agreements/acme-desk") + page("/agreements/")
        for word in ("contact@desk.example", "Ann", "Lea", "Acme 2026", "rita", "desk.example"):
            assert word not in text


class TestTheFile:
    def test_remarks_in_it_are_not_given_out(self, world: World) -> None:
        """AC20."""
        remark = NEXT.replace("calendars:", "# ask Bob what legal says\ncalendars:  # draft!")
        adopt(world.desk, take(remark), since=timezone.now())
        answer = Client().get("/agreements/acme-desk/2/file")
        text = answer.content.decode()
        assert "Bob" not in text + page("/agreements/acme-desk/2")
        assert "draft" not in text
        assert load(text).agreement == load(remark).agreement
        assert answer["Content-Type"] == "application/yaml; charset=utf-8"

    @pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
    def test_it_says_the_same_without_them(self, path: object) -> None:
        text = path.read_text()  # type: ignore[attr-defined]
        plain = plain_file(text)
        before, after = read(text)[0], read(plain)[0]
        assert before is not None
        assert after is not None
        assert after.value == before.value
        assert len(plain) < len(text)

    def test_the_page_names_what_is_given_out(self, world: World) -> None:
        import hashlib

        content = Client().get("/agreements/acme-desk/1/file").content
        assert hashlib.sha256(content).hexdigest() in page("/agreements/acme-desk")


class TestNothingAboutVisitors:
    @pytest.mark.parametrize(
        "address",
        [
            "/agreements/",
            "/agreements/acme-desk",
            "/agreements/acme-desk/1",
            "/agreements/acme-desk/1/file",
            "/agreements/acme-desk?lang=de",
        ],
    )
    def test_no_cookie_is_set_and_caches_may_keep_it(self, world: World, address: str) -> None:
        """A10."""
        answer = Client().get(address)
        assert not answer.cookies
        assert "public" in answer["Cache-Control"]
        assert {"Accept-Language", "Cookie"} <= set(answer["Vary"].split(", "))
        again = Client().get(address, headers={"if-none-match": answer["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == answer["ETag"]
        assert "public" in again["Cache-Control"]

    def test_another_language_is_another_etag(self, spoken: str) -> None:
        tags = {Client().get(f"{spoken}?lang={tag}")["ETag"] for tag in ("en", "de", "ru")}
        assert len(tags) == 3

    def test_a_new_announcement_changes_it(self, world: World) -> None:
        before = Client().get("/agreements/acme-desk")["ETag"]
        adopt(world.desk, take(NEXT), since=timezone.now() + timedelta(days=30))
        assert Client().get("/agreements/acme-desk")["ETag"] != before

    def test_who_is_signed_in_sees_the_same(self, world: World) -> None:
        client = Client()
        with scope.entered(scope.SYSTEM):
            client.force_login(world.ann)
        assert (
            client.get("/agreements/acme-desk").content
            == Client().get("/agreements/acme-desk").content
        )

    def test_nothing_can_be_sent_to_it(self, world: World) -> None:
        assert Client().post("/agreements/acme-desk").status_code == 405
        head = Client().head("/agreements/acme-desk")
        assert (head.status_code, head.content) == (200, b"")


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        handlers = [name for name, _ in attrs if name.startswith("on") or name == "style"]
        if tag in ("script", "img", "style") or handlers:
            self.scripts.append(tag)


def test_markup_in_the_file_stays_text(world: World) -> None:
    """X11: in every name a reader meets."""
    evil = "<img src=x onerror=alert(1)>"
    text = NEXT
    for name in (
        "Small agreement",
        "What the tests' desk promises.",
        "High",
        "Mail",
        "Front",
        "First response",
        "A person answers.",
        "Escalation contact",
        "Our fault",
        "Networks of others.",
        "Basic",
        "Night",
        "E-mail",
        "Question",
    ):
        assert name in text
        text = text.replace(f" {name}", f" '{evil}'", 1)
    adopt(world.desk, take(text), since=timezone.now())
    for address in ("/agreements/acme-desk", "/agreements/", "/agreements/acme-desk/2"):
        parser = Tags()
        parser.feed(page(address))
        assert not parser.scripts
    assert page("/agreements/acme-desk").count("&lt;img src=x") > 10


@pytest.mark.parametrize(
    "address",
    [
        "/agreements/../settings/",
        "/agreements/acme-desk/1%00",
        "/agreements/acme-desk/%2e%2e",
        "/agreements/acme-desk/1/",
        "/agreements//acme-desk",
        "/agreements/acme-desk;x",
    ],
)
def test_odd_addresses_lead_nowhere(world: World, address: str) -> None:
    """AC13. A slash too many leads to where the address without it does."""
    answer = Client().get(address)
    plain = answer.status_code == 301 and answer["Location"] == address.rstrip("/")
    assert plain or answer.status_code in (302, 404)
