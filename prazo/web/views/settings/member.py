"""One member of a desk: role, teams, a link to sign in by; and leaving."""

from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_POST

from prazo.accounts.actions.administer import administer
from prazo.accounts.actions.change_member import change_member
from prazo.accounts.actions.deactivate import activate, deactivate
from prazo.accounts.actions.give_link import give_link
from prazo.accounts.actions.remove_member import remove_member
from prazo.accounts.actions.reset_factors import reset_factors
from prazo.accounts.factors.held import factors_of
from prazo.accounts.models import Desk, Member, Role
from prazo.accounts.models.member import ROLE_NAMES
from prazo.accounts.operator import Operator
from prazo.channels.email.factor_notice import mail_factor_notice
from prazo.channels.email.invitation import mail_invitation
from prazo.desk.models import Ticket
from prazo.web.access import DeskRequest
from prazo.web.operator import operator
from prazo.web.views.settings.access import sets_up
from prazo.web.views.settings.change_words import value_words
from prazo.web.views.settings.form import act_on, done, sent
from prazo.web.views.settings.page import page, sent_on
from prazo.web.views.settings.people import SECTION, RoleForm, invitation


@sets_up
@require_http_methods(["GET", "POST"])
def member(request: DeskRequest, desk: Desk, pk: int) -> HttpResponse:
    known = _of(desk, pk)
    form = RoleForm(
        desk, sent(request), initial={"role": known.role, "teams": list(known.teams.all())}
    )
    if request.method == "POST":
        kept = done(request, desk, form, lambda by: _change(known, form.cleaned_data, by))
        if kept is not None:
            return sent_on("settings_member", desk.slug, known.pk)
    context = {
        "form": form,
        "member": known,
        "role": ROLE_NAMES[Role(known.role)],
        "oneself": known.user_id == request.user.pk,
        "outranked": operator(request).outranks(known.user),
        "factors": value_words("factors", factors_of(known.user).names(), desk),
        "tied": SocialAccount.objects.filter(user=known.user).exists(),
        "tickets": Ticket.objects.open().filter(desk=desk, assignee=known.user).count(),
    }
    return page(request, desk, SECTION, "member", context, form.status)


@sets_up
@require_POST
def removal(request: DeskRequest, desk: Desk, pk: int) -> HttpResponse:
    known = _of(desk, pk)
    act_on(request, desk, lambda by: remove_member(known, by=by))
    return sent_on(SECTION, desk.slug, word="removed")


@sets_up
@require_POST
def deactivation(request: DeskRequest, desk: Desk, pk: int) -> HttpResponse:
    known = _of(desk, pk)
    act_on(request, desk, lambda by: deactivate(known, by=by))
    return sent_on("settings_member", desk.slug, pk, word="made")


@sets_up
@require_POST
def activation(request: DeskRequest, desk: Desk, pk: int) -> HttpResponse:
    known = _of(desk, pk)
    act_on(request, desk, lambda by: activate(known, by=by))
    return sent_on("settings_member", desk.slug, pk, word="made")


@sets_up
@require_POST
def link(request: DeskRequest, desk: Desk, pk: int) -> HttpResponse:
    known = _of(desk, pk)
    token, mailed = act_on(request, desk, lambda by: _link(desk, known, by))
    return invitation(request, desk, known, token, mailed=mailed)


@sets_up
@require_POST
def factors_reset(request: DeskRequest, desk: Desk, pk: int) -> HttpResponse:
    """The person is told by mail, whoever did it."""
    known = _of(desk, pk)
    told = act_on(request, desk, lambda by: _reset(known, by))
    word = "reset" if told else "reset_unsaid"
    return sent_on("settings_member", desk.slug, pk, word=word)


@sets_up
@require_POST
def administration(request: DeskRequest, desk: Desk, pk: int) -> HttpResponse:
    """Turns it on where it is off, and off where it is on."""
    known = _of(desk, pk)
    wanted = not known.user.administers
    act_on(request, desk, lambda by: administer(known, wanted, by=by))
    return sent_on("settings_member", desk.slug, pk, word="made")


def _of(desk: Desk, pk: int) -> Member:
    return get_object_or_404(Member.objects.select_related("user", "desk"), pk=pk, desk=desk)


def _change(known: Member, given: dict[str, Any], by: Operator) -> Member:
    return change_member(known, Role(given["role"]), list(given["teams"]), by=by)


def _link(desk: Desk, known: Member, by: Operator) -> tuple[str, bool]:
    token = give_link(known, by=by)
    return token, mail_invitation(desk, known.user, token, by=by.user, at=by.at)


def _reset(known: Member, by: Operator) -> bool:
    """Whether a mail tells him."""
    reset_factors(known, by=by)
    return mail_factor_notice(known.user, "reset", at=by.at, by=by.user)
