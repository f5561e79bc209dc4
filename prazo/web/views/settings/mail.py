"""How a desk's mail comes in by IMAP and goes out by SMTP; and whether that works."""

from ipaddress import ip_address
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from prazo.accounts.models import Desk
from prazo.channels.email.actions.keep_account import AccountFacts, add_account, change_account
from prazo.channels.email.models import MailAccount
from prazo.channels.email.trial import try_account
from prazo.lib.limits import allowed
from prazo.web.access import DeskRequest
from prazo.web.views.errors import too_many
from prazo.web.views.settings.access import sets_up
from prazo.web.views.settings.form import SettingsForm, act_on, done, sent
from prazo.web.views.settings.page import page, sent_on

SECTION = "settings_mail"
TRIES = (10, 60)
"""How often one person may make the program connect to somewhere (times, seconds): F01."""
SECURITY = [
    ("tls", _("TLS from the start")),
    ("starttls", _("STARTTLS")),
    ("none", _("none: in clear, for a server on the same machine")),
]


class AccountForm(SettingsForm):
    address = forms.EmailField(
        label=_("Address"),
        max_length=254,
        help_text=_("Mails leave under it, and answers come back to it."),
        error_messages={"required": _("Write the address of the account.")},
    )
    display_name = forms.CharField(
        label=_("Name beside it"),
        max_length=120,
        required=False,
        help_text=_("Empty: the desk's name."),
    )
    user_name = forms.CharField(
        label=_("User name"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Often the address itself."),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=1024,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    forget_password = forms.BooleanField(label=_("Forget the password we have"), required=False)
    imap_host = forms.CharField(
        label=_("Server"),
        max_length=253,
        required=False,
        help_text=_("Empty: nothing is fetched, mail comes in by the desk's own listener."),
    )
    imap_port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535)
    imap_security = forms.ChoiceField(label=_("Encryption"), choices=SECURITY)
    imap_folder = forms.CharField(label=_("Folder"), max_length=200)
    imap_move_to = forms.CharField(
        label=_("Move mails that were read to"),
        max_length=200,
        required=False,
        help_text=_("Empty: they stay there, marked as seen."),
    )
    smtp_host = forms.CharField(
        label=_("Server"),
        max_length=253,
        required=False,
        help_text=_("Empty: mails leave by the operator's relay, if there is one."),
    )
    smtp_port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535)
    smtp_security = forms.ChoiceField(label=_("Encryption"), choices=SECURITY)
    active = forms.BooleanField(label=_("In use"), required=False)

    def __init__(self, desk: Desk, account: MailAccount | None, *args: Any, **kwargs: Any) -> None:
        self.account = account
        super().__init__(desk, *args, initial=_initial(account), **kwargs)

    def prepare(self) -> None:
        kept = self.account is not None and bytes(self.account.sealed_password)
        self.fields["password"].help_text = (
            _("One is kept, sealed, and never shown. Leave this empty to keep it.")
            if kept
            else _("It is sealed, and never shown again.")
        )
        if not kept:
            del self.fields["forget_password"]

    def clean_imap_host(self) -> str:
        return _host(self.cleaned_data["imap_host"])

    def clean_smtp_host(self) -> str:
        return _host(self.cleaned_data["smtp_host"])

    def facts(self) -> AccountFacts:
        given = self.cleaned_data
        return AccountFacts(**{name: given[name] for name in AccountFacts.__dataclass_fields__})

    @property
    def parts(self) -> list[tuple[Any, list[Any]]]:
        """The fields in groups, each with its heading."""
        names = {
            _("Account"): (
                "address",
                "display_name",
                "user_name",
                "password",
                "forget_password",
                "active",
            ),
            _("Mail in (IMAP)"): (
                "imap_host",
                "imap_port",
                "imap_security",
                "imap_folder",
                "imap_move_to",
            ),
            _("Mail out (SMTP)"): ("smtp_host", "smtp_port", "smtp_security"),
        }
        return [
            (title, [self[name] for name in group if name in self.fields])
            for title, group in names.items()
        ]


@sets_up
@require_safe
def accounts(request: DeskRequest, desk: Desk) -> HttpResponse:
    found = desk.mail_accounts.order_by("address").defer("sealed_password")
    return page(request, desk, SECTION, "mail", {"accounts": found})


@sets_up
@require_http_methods(["GET", "POST"])
def new_account(request: DeskRequest, desk: Desk) -> HttpResponse:
    form = AccountForm(desk, None, sent(request))
    if request.method == "POST":
        account = done(
            request,
            desk,
            form,
            lambda by: add_account(desk, form.facts(), form.cleaned_data["password"], by=by),
        )
        if account is not None:
            return sent_on("settings_mail_account", desk.slug, account.pk, word="password")
    return page(request, desk, SECTION, "mail_account", {"form": form}, form.status)


@sets_up
@require_http_methods(["GET", "POST"])
def account(request: DeskRequest, desk: Desk, pk: int) -> HttpResponse:
    known = get_object_or_404(MailAccount, pk=pk, desk=desk)
    form = AccountForm(desk, known, sent(request))
    if request.method == "POST":
        kept = done(
            request,
            desk,
            form,
            lambda by: change_account(
                known,
                form.facts(),
                form.cleaned_data["password"],
                forget_password=form.cleaned_data.get("forget_password", False),
                by=by,
            ),
        )
        if kept is not None:
            return sent_on("settings_mail_account", desk.slug, kept.pk)
    context = {"form": form, "account": known}
    return page(request, desk, SECTION, "mail_account", context, form.status)


@sets_up
@require_POST
def trial(request: DeskRequest, desk: Desk, pk: int) -> HttpResponse:
    """Connect as the account says, now, and say what came of it. Holds no lock meanwhile."""
    known = get_object_or_404(MailAccount, pk=pk, desk=desk)
    now = timezone.now()
    if not allowed(f"mail-trial:{request.user.pk}", *TRIES, now):
        return too_many(request, 60 - now.second)
    by = act_on(request, desk, lambda by: by)
    found = try_account(known, inside=by.user.administers)
    context = {"form": AccountForm(desk, known), "account": known, "found": found, "tried": True}
    return page(request, desk, SECTION, "mail_account", context)


def _initial(account: MailAccount | None) -> dict[str, Any]:
    """What the account is now; the password is never among it."""
    account = account or MailAccount()
    return {name: getattr(account, name) for name in AccountFacts.__dataclass_fields__}


def _host(text: str) -> str:
    """A host alone: no scheme, no port, no path, no white space (J01, F02)."""
    host = text.strip().rstrip(".")
    try:
        return str(ip_address(host.strip("[]")))
    except ValueError:
        pass
    if host and (len(host) < 2 or not all(c.isalnum() or c in ".-_" for c in host)):
        raise forms.ValidationError(_("Write the server's name alone, such as mail.acme.example."))
    return host
