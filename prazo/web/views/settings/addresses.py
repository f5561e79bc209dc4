"""The addresses of a person who asks: one more, asked about again, taken away."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from prazo.accounts.models import Desk
from prazo.accounts.operator import Operator
from prazo.channels.email.address_question import mail_address_question
from prazo.customers.actions.add_address import add_address, ask_again
from prazo.customers.actions.take_address import take_address, withdraw_claim
from prazo.customers.models import AddressClaim, Requester, RequesterAddress
from prazo.web.access import DeskRequest
from prazo.web.views.settings.access import sets_up
from prazo.web.views.settings.form import act_on, done, sent
from prazo.web.views.settings.page import sent_on
from prazo.web.views.settings.requesters import AddressForm, requester_page


@sets_up
@require_POST
def new_address(request: DeskRequest, desk: Desk, pk: int) -> HttpResponse:
    known = get_object_or_404(Requester, pk=pk, desk=desk)
    form = AddressForm(desk, sent(request))
    word = done(request, desk, form, lambda by: _add(known, form.cleaned_data["address"], by))
    if word is None:
        return requester_page(request, desk, known, adding=form)
    return sent_on("settings_requester", desk.slug, pk, word=word)


@sets_up
@require_POST
def question(request: DeskRequest, desk: Desk, pk: int, claim: int) -> HttpResponse:
    found = get_object_or_404(AddressClaim, pk=claim, requester=pk, desk=desk)
    word = act_on(request, desk, lambda by: _ask_again(found, by))
    return sent_on("settings_requester", desk.slug, pk, word=word)


@sets_up
@require_POST
def removal(request: DeskRequest, desk: Desk, pk: int, address: int) -> HttpResponse:
    found = get_object_or_404(RequesterAddress, pk=address, requester=pk, desk=desk)
    act_on(request, desk, lambda by: take_address(found, by=by))
    return sent_on("settings_requester", desk.slug, pk, word="removed")


@sets_up
@require_POST
def claim_removal(request: DeskRequest, desk: Desk, pk: int, claim: int) -> HttpResponse:
    found = get_object_or_404(AddressClaim, pk=claim, requester=pk, desk=desk)
    act_on(request, desk, lambda by: withdraw_claim(found, by=by))
    return sent_on("settings_requester", desk.slug, pk, word="removed")


def _add(known: Requester, address: str, by: Operator) -> str:
    """What to say on the page after it."""
    asked = add_address(known, address, by=by)
    if asked is None:
        return "kept"
    return "asked" if mail_address_question(asked, at=by.at) else "unasked"


def _ask_again(claim: AddressClaim, by: Operator) -> str:
    return "asked" if mail_address_question(ask_again(claim, by=by), at=by.at) else "unasked"
