"""The form of a template: the desk's, a team's or one's own."""

from django import forms
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import Team
from prazo.web.views.settings.form import SettingsForm, language_choices
from prazo.writing.actions.keep_template import Said
from prazo.writing.models import Template
from prazo.writing.placeholders import NAMES

LONGEST = 20_000


class TemplateForm(SettingsForm):
    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        help_text=_("It is found by what it is called, and by what it says."),
        error_messages={"required": _("Write a name.")},
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    text = forms.CharField(
        label=_("Text"),
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write what it says.")},
    )

    def prepare(self) -> None:
        choices = [("", _("any")), *language_choices()]
        self.fields["language"].choices = choices  # type: ignore[attr-defined]

    def said(self) -> Said:
        given = self.cleaned_data
        text = given["text"].replace("\r\n", "\n").strip("\n")
        return Said(name=given["name"], text=text, language=given["language"])

    @property
    def variables(self) -> list[tuple[str, str]]:
        """As they are written, with what each stands for."""
        return [(f"{{{name}}}", str(means)) for name, means in NAMES.items()]


class DeskTemplateForm(TemplateForm):
    team = forms.ModelChoiceField(
        label=_("For"),
        queryset=Team.objects.none(),
        required=False,
        empty_label=_("everybody at this desk"),
    )
    field_order = ("name", "team", "language", "text")

    def prepare(self) -> None:
        super().prepare()
        self.fields["team"].queryset = Team.objects.filter(desk=self.desk).order_by("name")  # type: ignore[attr-defined]


def initial(one: Template) -> dict[str, object]:
    return {"name": one.name, "language": one.language, "text": one.text, "team": one.team_id}
