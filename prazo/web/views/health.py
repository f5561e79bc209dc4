"""Whether everything is alive, for a monitor outside: names, ages and limits, and nothing else."""

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from prazo.lib import scope
from prazo.lib.duty import database_now
from prazo.watch.health import Reading, readings
from prazo.web.access import anybody


@anybody
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 when all is well, 503 when anything is too old or the database is away."""
    try:
        with scope.entered(scope.SYSTEM):
            found = [_shown(reading) for reading in readings(database_now())]
    except (OperationalError, InterfaceError):
        found = [{"name": "database", "ok": False, "age_seconds": None, "limit_seconds": None}]
    ok = all(reading["ok"] for reading in found)
    answer = JsonResponse({"ok": ok, "readings": found}, status=200 if ok else 503)
    answer["Cache-Control"] = "no-store"
    return answer


def _shown(reading: Reading) -> dict[str, object]:
    return {
        "name": reading.name,
        "ok": reading.ok,
        "age_seconds": None if reading.age is None else round(reading.age.total_seconds(), 1),
        "limit_seconds": reading.limit.total_seconds(),
    }
