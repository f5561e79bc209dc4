"""Taking a version in: what is wrong with it, what is new in it, and from when it holds."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from prazo.accounts.models import Team
from prazo.agreements.models import Adoption, Version, in_force
from prazo.lib import scope
from tests.web.settings.conftest import at_desk, last_change
from tests.world import TEXT, World, at

NEXT = TEXT.replace('version: "1"', 'version: "2"').replace(
    "{in: 4h}\n  resolution", "{in: 3h}\n  resolution"
)


def file(text: str | bytes, name: str = "agreement.yaml") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())


def review(client: Client, world: World, **given: object) -> tuple[int, str]:
    answer = client.post(at_desk(world, "agreement/review"), given)
    return answer.status_code, answer.content.decode()


def adopt(client: Client, world: World, text: str, **given: str) -> tuple[int, str]:
    answer = client.post(
        at_desk(world, "agreement/adoption"), {"text": text, "when": "now", **given}
    )
    return answer.status_code, answer.content.decode()


def test_the_page_shows_what_is_in_force_and_what_was(world: World, ada: Client) -> None:
    page = ada.get(at_desk(world, "agreement")).content.decode()
    assert "small" in page
    assert "in force" in page
    assert f"/agreements/{world.desk.slug}" in page


def test_every_fault_is_shown_with_place_and_remedy(world: World, ada: Client) -> None:
    broken = TEXT.replace("Europe/Berlin", "Mars/Base").replace("met_by: reply", "met_by: hope", 1)
    status, page = review(ada, world, file=file(broken))
    assert status == 422
    assert "Mars/Base" in page
    assert "line 10, column" in page
    assert "Write a name of the IANA list" in page
    assert page.count('<li class="is-error">') == 2
    assert "What to do:" in page


def test_the_text_comes_back_to_be_mended_on_the_page(world: World, ada: Client) -> None:
    broken = TEXT.replace("Europe/Berlin", "Mars/Base")
    _, page = review(ada, world, file=file(broken))
    assert "calendars:\n  office: {zone: Mars/Base" in page
    status, page = review(ada, world, text=NEXT.replace("\n", "\r\n"))  # as browsers send it
    assert status == 200
    assert "Adopt it" in page


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "Choose a file, or paste its text below."),
        ({"file": file(b"\xff\xfe\x00a")}, "not in UTF-8"),
        ({"file": file(b"")}, "Choose a file, or paste its text below."),
        ({"file": file(b"x" * 1024 * 1024 + b"x")}, "too large to be an agreement"),
        ({"file": file("[1, 2")}, "This is not YAML"),
        ({"file": file("a: &b 1\nc: *b")}, "not read"),
        ({"file": file("agreement: x\n" * 30000)}, "KiB is the most"),
        ({"text": "a: 1\x00"}, "Null characters are not allowed."),
    ],
)
def test_what_is_no_agreement_is_refused_with_the_reason(
    world: World, ada: Client, given: dict[str, object], says: str
) -> None:
    """Q05: and no such file makes an error of ours."""
    status, page = review(ada, world, **given)
    assert status == 422
    assert says in page
    assert Version.objects.count() == 1


def test_looking_at_a_file_keeps_nothing(world: World, ada: Client) -> None:
    status, _ = review(ada, world, file=file(NEXT))
    assert status == 200
    assert Version.objects.count() == 1
    assert Adoption.objects.count() == 2  # of the two desks


def test_what_is_new_is_said_in_plain_words(world: World, ada: Client) -> None:
    _, page = review(ada, world, file=file(NEXT))
    assert "Against small 1, in force now" in page
    assert "4 working hours" in page
    assert "3 working hours" in page
    _, same = review(ada, world, file=file(TEXT.replace('version: "1"', 'version: "2"')))
    assert "Nothing that counts is different." in same


def test_warnings_are_shown_and_do_not_hinder(world: World, ada: Client) -> None:
    status, page = review(ada, world, file=file(NEXT))
    assert status == 200
    assert 'class="is-note"' in page
    assert "has no examples" in page


def test_a_file_with_an_error_of_check_is_not_adopted(world: World, ada: Client) -> None:
    gap = NEXT.replace("      - {in: 3h}\n", "")
    status, page = review(ada, world, file=file(gap))
    assert status == 200
    assert "A file with errors cannot be adopted." in page
    assert "Adopt it" not in page
    status, _ = adopt(ada, world, gap)
    assert status == 422
    assert Version.objects.count() == 1


def test_adopted_at_once_it_holds_for_new_tickets_only(world: World, ada: Client) -> None:
    with scope.entered(scope.SYSTEM):
        running = world.ask(at=at("8:30"))
    status, _ = adopt(ada, world, NEXT)
    assert status == 302
    now = timezone.now()
    assert str(in_force(world.desk.pk, now)) == "small 2"
    assert str(in_force(world.other_desk.pk, now)) == "small 1"
    with scope.entered(scope.SYSTEM):
        running.refresh_from_db()
        assert str(running.version) == "small 1"
        fresh = world.ask(at=now + timedelta(minutes=1), as_of=now + timedelta(minutes=1))
        assert str(fresh.version) == "small 2"
    page = ada.get(at_desk(world, "agreement")).content.decode()
    assert "1 open ticket stays on it" in page
    change = last_change()
    assert change.what == "agreement.adopted"
    assert (change.before, change.after["version"]) == ({"version": "small 1"}, "small 2")


def test_announced_for_a_day_it_begins_at_the_desks_midnight(world: World, ada: Client) -> None:
    day = timezone.now().date() + timedelta(days=40)
    status, _ = adopt(ada, world, NEXT, when="day", since=day.isoformat())
    assert status == 302
    planned = world.desk.adoptions.latest("since")
    local = datetime.combine(day, datetime.min.time(), UTC)
    assert local - planned.since in (timedelta(hours=1), timedelta(hours=2))  # Berlin
    assert str(in_force(world.desk.pk, timezone.now())) == "small 1"
    page = ada.get(at_desk(world, "agreement")).content.decode()
    assert "announced" in page

    answer = ada.post(at_desk(world, f"agreement/adoption/{planned.pk}/withdrawal"))
    assert answer.status_code == 302
    assert world.desk.adoptions.count() == 1
    assert last_change().what == "agreement.withdrawn"
    assert Version.objects.count() == 2  # its text is kept


def test_what_has_begun_is_not_withdrawn(world: World, ada: Client) -> None:
    begun = world.desk.adoptions.get()
    answer = ada.post(at_desk(world, f"agreement/adoption/{begun.pk}/withdrawal"))
    assert answer.status_code == 409
    assert "is in force already" in answer.content.decode()
    assert world.desk.adoptions.count() == 1


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"when": "day", "since": "2020-01-01"}, "That day is past"),
        ({"when": "day", "since": "0001-01-01"}, "That day is past"),
        ({"when": "day", "since": ""}, "Write the day, or choose “at once”."),
        ({"when": "day", "since": "soon"}, "Write a date as 2026-03-01."),
        ({"when": "never"}, "Select a valid choice."),
    ],
)
def test_a_wrong_day_is_refused_and_the_text_stays(
    world: World, ada: Client, given: dict[str, str], says: str
) -> None:
    status, page = adopt(ada, world, NEXT, **given)
    assert status == 422
    assert says in page
    assert "version: &quot;2&quot;" in page
    assert Version.objects.count() == 1


def test_a_kept_version_is_never_rewritten(world: World, ada: Client) -> None:
    """E12."""
    changed = NEXT.replace('version: "2"', 'version: "1"')
    status, page = adopt(ada, world, changed)
    assert status == 422
    assert "is kept already and reads differently" in page
    assert Version.objects.get().text == TEXT


def test_the_same_version_again_is_said_to_be_in_force(world: World, ada: Client) -> None:
    status, page = adopt(ada, world, TEXT)
    assert status == 422
    assert "works under this version then already" in page


def test_teams_it_names_anew_are_made(world: World, ada: Client) -> None:
    more = NEXT.replace(
        "teams: {front: {name: Front}", "teams: {legal: {name: Legal}, front: {name: Front}"
    )
    adopt(ada, world, more)
    assert Team.objects.get(desk=world.desk, identifier="legal").name == "Legal"
    assert Team.objects.filter(desk=world.desk).count() == 3


def test_a_version_is_downloaded_byte_by_byte(world: World, ada: Client) -> None:
    answer = ada.get(at_desk(world, f"agreement/version/{world.version.pk}/text"))
    assert answer.content == TEXT.encode()
    assert answer["Content-Disposition"] == 'attachment; filename="small-1.yaml"'
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_version_the_desk_never_adopted_is_not_its_own(
    world: World, ada: Client, boss: Client
) -> None:
    boss.post("/settings/desk/other-desk/agreement/adoption", {"text": NEXT, "when": "now"})
    other = Version.objects.get(version="2")
    assert ada.get(at_desk(world, f"agreement/version/{other.pk}")).status_code == 404
    assert ada.get(at_desk(world, f"agreement/version/{other.pk}/text")).status_code == 404
    assert boss.get(f"/settings/desk/other-desk/agreement/version/{other.pk}").status_code == 200


def test_markup_in_the_file_stays_text(world: World, ada: Client) -> None:
    """X11."""
    evil = NEXT.replace("name: Small agreement", "name: '<script>alert(1)</script>'")
    _, page = review(ada, world, file=file(evil))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
