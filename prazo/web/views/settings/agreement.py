"""The agreement a desk works under: upload a version, see what it says anew, adopt it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from prazo.accounts.models import Desk
from prazo.agreements.actions.adopt_text import adopt_text
from prazo.agreements.actions.withdraw import withdraw
from prazo.agreements.check import findings
from prazo.agreements.faults import Fault, Faults, Severity
from prazo.agreements.loader import Loaded, load
from prazo.agreements.models import Adoption, in_force
from prazo.desk.models import Ticket
from prazo.web.access import DeskRequest
from prazo.web.shown.words import tag
from prazo.web.views.settings.access import sets_up
from prazo.web.views.settings.differences import differences
from prazo.web.views.settings.form import SettingsForm, act_on, done
from prazo.web.views.settings.page import page, sent_on

SECTION = "settings_agreement"
EARLIEST = date(2000, 1, 1)  # the first year has days whose midnight is before all of UTC
MOST_BYTES = 1024 * 1024  # what is more is no agreement; the loader draws its own, lower line


class TextForm(SettingsForm):
    """A file, or its text to mend on the page. What was sent comes back as text."""

    shows_facts = False

    file = forms.FileField(
        label=_("File"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml,text/yaml"}),
    )
    text = forms.CharField(
        label=_("Its text"),
        required=False,
        strip=False,
        max_length=MOST_BYTES,
        widget=forms.Textarea(attrs={"rows": 14, "class": "code", "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        """`text` is the file's, when there is one, with line ends as files have them."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        file = given.get("file")
        if file is not None:
            given["text"] = self._read(file)
        given["text"] = given.get("text", "").replace("\r\n", "\n")
        if not given["text"].strip() and not self.errors:
            self.add_error("file", _("Choose a file, or paste its text below."))
        return given

    def _read(self, file: Any) -> str:
        if file.size > MOST_BYTES:
            self.add_error("file", _("This file is too large to be an agreement."))
            return ""
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            self.add_error("file", _("This file is not in UTF-8. Save it so, and send it again."))
            return ""


class AdoptionForm(SettingsForm):
    """`since` is a local date of the desk; empty means now."""

    shows_facts = False

    text = forms.CharField(strip=False, max_length=MOST_BYTES, widget=forms.HiddenInput)
    when = forms.ChoiceField(
        label=_("From when"),
        choices=[("now", _("at once")), ("day", _("from the beginning of a day"))],
        widget=forms.RadioSelect,
    )
    since = forms.DateField(
        label=_("That day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("In the desk's time zone. Until then it is announced on the public page."),
        error_messages={"invalid": _("Write a date as 2026-03-01.")},
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        given["text"] = given.get("text", "").replace("\r\n", "\n")
        if given.get("when") == "day" and not given.get("since") and "since" not in self.errors:
            self.add_error("since", _("Write the day, or choose “at once”."))
        if (given.get("since") or EARLIEST) < EARLIEST:
            self.add_error("since", _("That day is past: choose today or a later one."))
        return given

    def instant(self, now: datetime) -> datetime:
        assert self.desk is not None
        given = self.cleaned_data
        if given["when"] == "now":
            return now
        zone = ZoneInfo(self.desk.time_zone)
        if given["since"] == now.astimezone(zone).date():
            return now  # the beginning of today is past
        return datetime.combine(given["since"], time.min, zone).astimezone(UTC)


@sets_up
@require_safe
def agreement(request: DeskRequest, desk: Desk) -> HttpResponse:
    return _front(request, desk, TextForm(desk))


@sets_up
@require_POST
def review(request: DeskRequest, desk: Desk) -> HttpResponse:
    """All that can be said of a text before it is adopted. Keeps nothing."""
    form = TextForm(desk, request.POST, request.FILES)
    if not form.is_valid():
        return _front(request, desk, form, status=422)
    text = form.cleaned_data["text"]
    try:
        loaded = load(text)
    except Faults as told:
        return _faulty(request, desk, text, told.faults)
    return _reviewed(request, desk, text, loaded, None)


@sets_up
@require_POST
def adoption(request: DeskRequest, desk: Desk) -> HttpResponse:
    form = AdoptionForm(desk, request.POST)
    text = form.data.get("text", "").replace("\r\n", "\n")
    try:
        loaded = load(text)
    except Faults as told:
        return _faulty(request, desk, text, told.faults)
    if _errors(findings(loaded)):
        return _reviewed(request, desk, text, loaded, form, status=422)
    made = done(
        request,
        desk,
        form,
        lambda by: adopt_text(desk, text, since=form.instant(by.at), by=by),
    )
    if made is None:
        return _reviewed(request, desk, text, loaded, form, status=form.status)
    return sent_on(SECTION, desk.slug, word="adopted")


@sets_up
@require_POST
def withdrawal(request: DeskRequest, desk: Desk, pk: int) -> HttpResponse:
    planned = get_object_or_404(Adoption, pk=pk, desk=desk)
    act_on(request, desk, lambda by: withdraw(planned, by=by))
    return sent_on(SECTION, desk.slug, word="withdrawn")


def _front(request: DeskRequest, desk: Desk, form: TextForm, status: int = 200) -> HttpResponse:
    now = timezone.now()
    current = in_force(desk.pk, now)
    adoptions = list(
        desk.adoptions.select_related("version")
        .defer("version__text", "version__holidays")
        .order_by("-since")
    )
    running = dict(
        Ticket.objects.open()
        .filter(desk=desk, synthetic=False)
        .values_list("version")
        .annotate(n=Count("pk"))
    )
    kept = [
        {
            "adoption": one,
            "planned": one.since > now,
            "in_force": current is not None and one.version_id == current.pk,
            "running": running.get(one.version_id, 0),
        }
        for one in adoptions
    ]
    context = {"form": form, "current": current, "kept": kept}
    return page(request, desk, SECTION, "agreement", context, status)


def _faulty(request: DeskRequest, desk: Desk, text: str, faults: tuple[Fault, ...]) -> HttpResponse:
    form = TextForm(desk, initial={"text": text})
    context = {"form": form, "faults": told(faults, text)}
    return page(request, desk, SECTION, "agreement_faults", context, 422)


def _reviewed(
    request: DeskRequest,
    desk: Desk,
    text: str,
    loaded: Loaded,
    form: AdoptionForm | None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    found = findings(loaded)
    current = in_force(desk.pk, now)
    starts = loaded.agreement.effective
    context = {
        "loaded": loaded,
        "name": loaded.document.name.of(tag()),
        "form": form or AdoptionForm(desk, initial=_planned(text, starts, desk, now)),
        "text_form": TextForm(desk, initial={"text": text}),
        "errors": bool(_errors(found)),
        "findings": told(found, text),
        "current": current,
        "differences": differences(current.loaded(), loaded) if current else [],
    }
    return page(request, desk, SECTION, "agreement_review", context, status)


def _planned(text: str, starts: date, desk: Desk, now: datetime) -> dict[str, Any]:
    """As the file itself says, where its day is still to come."""
    today = now.astimezone(ZoneInfo(desk.time_zone)).date()
    later = starts > today
    return {"text": text, "when": "day" if later else "now", "since": starts if later else None}


def _errors(found: tuple[Fault, ...]) -> list[Fault]:
    return [fault for fault in found if fault.severity is Severity.ERROR]


def told(faults: tuple[Fault, ...], text: str) -> list[Mapping[str, object]]:
    """Each with its place, its sentence, its remedy, and the line it is about."""
    lines, language = text.split("\n"), tag()
    return [
        {
            "line": fault.line,
            "column": fault.column,
            "path": fault.path,
            "severity": fault.severity,
            "says": parts(fault.sentence_in(language)),
            "do": parts(fault.remedy_in(language)),
            "reads": lines[fault.line - 1].strip()[:160] if fault.line <= len(lines) else "",
        }
        for fault in faults
    ]


def parts(sentence: str) -> list[Mapping[str, object]]:
    """What stands between backticks is a piece of the file, and shown as one."""
    pieces = enumerate(sentence.split("`"))
    return [{"text": text, "code": place % 2 == 1} for place, text in pieces if text]
