"""Make, change and remove templates. What is a desk's or a team's is in the history of settings;
a person's own is theirs alone."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.accounts.changes import record_change
from prazo.accounts.models import Desk, Team, User
from prazo.accounts.operator import Operator
from prazo.lib.once import once
from prazo.lib.refusal import Refusal
from prazo.writing.models import Template
from prazo.writing.placeholders import NAMES, unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a template says, and in which language ("" for whatever the ticket's is)."""

    name: str
    text: str
    language: str = ""


@transaction.atomic
def make_template(
    desk: Desk, said: Said, *, by: Operator, team: Team | None = None, owner: User | None = None
) -> Template:
    _check(said)
    with once("template_once", _taken()):
        made = Template.objects.create(
            desk=desk,
            team=team,
            user=owner,
            name=said.name.strip(),
            text=said.text,
            language=said.language,
            changed_at=by.at,
        )
    if owner is None:
        record_change(desk, by, "template.made", made.name, after=_facts(made))
    return made


@transaction.atomic
def change_template(
    template: Template, said: Said, *, by: Operator, team: Team | None = None
) -> Template:
    _check(said)
    kept = _locked(template)
    before = _facts(kept)
    kept.name, kept.text, kept.language = said.name.strip(), said.text, said.language
    kept.team, kept.changed_at = team, by.at
    with once("template_once", _taken()):
        kept.save(update_fields=["name", "text", "language", "team", "changed_at"])
    if kept.user_id is None:
        record_change(kept.desk, by, "template.changed", kept.name, before, _facts(kept))
    return kept


@transaction.atomic
def remove_template(template: Template, *, by: Operator) -> None:
    kept = _locked(template)
    if kept.user_id is None:
        record_change(kept.desk, by, "template.removed", kept.name, before=_facts(kept))
    kept.delete()


def _taken() -> Refusal:
    return Refusal("taken", _("There is a template of this name already."), "name")


def _check(said: Said) -> None:
    if not said.text.strip():
        raise Refusal("empty", _("Write what it says."), "text")
    if wrong := unknown(said.text):
        raise Refusal(
            "unknown_variable",
            _("“{%(name)s}” is no variable. There are: %(known)s."),
            "text",
            {"name": wrong[0], "known": ", ".join(f"{{{name}}}" for name in NAMES)},
        )


def _locked(template: Template) -> Template:
    own = Template.objects.select_for_update(of=("self",)).select_related("desk", "team")
    return own.get(pk=template.pk)


def _facts(one: Template) -> dict[str, Any]:
    return {
        "name": one.name,
        "text": one.text,
        "language": one.language,
        "team": one.team.name if one.team else "",
    }
