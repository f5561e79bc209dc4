"""One embedded PostgreSQL for all tests, apart from the one of `make run`.

Tests run as the program does: under `prazo_app`, with row-level security on. `db` rolls back;
`committed_db` is for what needs real commits, and empties the tables afterwards.
"""

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connections
from playwright.sync_api import Browser

from prazo.lib import scope
from prazo.lib.translations import compile_all
from tests import chromium as browsers
from tests.emptied import empty_all, without_waiting_for_the_disk
from tests.tries import QUICK, tries

hypothesis.settings.register_profile("prazo", tries(QUICK))
hypothesis.settings.load_profile("prazo")
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick
compile_all(
    settings.HOME / "locale"
)  # else it would depend on the order of tests in which language pages speak


LONG = (
    "web/browser/test_every_page", "web/test_doors", "web/test_languages", "escalation/test_faults",
    "cli/", "web/browser/", "channels/email/test_kills", "escalation/", "rules/test_meets_nothing",
    "engine/test_clock_changes", "lib/test_markup", "lib/test_redact", "channels/email/test_files",
    "public/test_page_in",
)  # fmt: skip
"""How paths of files begin that take longer than others, the longest first."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take long first: else one worker has the last of them, and others nothing."""
    here = Path(__file__).parent

    def place(item: pytest.Item) -> int:
        path = str(item.path.relative_to(here))
        return next((n for n, start in enumerate(LONG) if path.startswith(start)), len(LONG))

    items.sort(key=place)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    """Beside a failure of the database's, the last that its server said."""
    report = yield
    if call.excinfo is not None and call.excinfo.errisinstance(OperationalError):
        said = (settings.HOME / "postgresql" / "log").read_text(errors="replace")
        report.sections.append(("PostgreSQL's log", said[-6000:]))
    return report


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> None:
    """The schema as migrations make it, owned by the owner; no second test database."""
    with django_db_blocker.unblock():
        without_waiting_for_the_disk()
        call_command("migrate", database="owner", verbosity=0)
        empty_all()


@pytest.fixture
def committed_db(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Real commits, seen by other connections, threads and processes; emptied afterwards."""
    with django_db_blocker.unblock(), scope.entered(scope.SYSTEM):
        yield
    with django_db_blocker.unblock():
        for connection in connections.all(initialized_only=True):
            connection.close()
    empty_all()


@pytest.fixture
def system(db: None) -> Iterator[None]:
    """A rolled-back database, seen whole, as the workers see it."""
    with scope.entered(scope.SYSTEM):
        yield


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A real browser. Ended with each module: its event loop would stand in the way of others."""
    program = browsers.program()
    if program is None:
        pytest.skip(browsers.missing())
    with browsers.running(program) as browser:
        yield browser


@pytest.fixture(autouse=True)
def plain_static_files() -> None:
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
