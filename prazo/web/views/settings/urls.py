"""The settings' addresses: each names a thing, or an act on it that is posted to."""

from django.urls import path

from prazo.web.views.settings import (
    addresses,
    agreement,
    blocks,
    contracts,
    customers,
    desk,
    entrances,
    history,
    mail,
    member,
    overview,
    people,
    requesters,
    roles,
    sign_in,
    tags,
    teams,
    version,
)

DESK = "settings/desk/<slug:desk>"
REQUESTER = f"{DESK}/requesters/<int:pk>"

urlpatterns = [
    path("settings/", overview.overview, name="settings"),
    path("settings/history", history.history, name="settings_history"),
    path("settings/new-desk", desk.new_desk, name="settings_new_desk"),
    path(f"{DESK}/", desk.desk, name="settings_desk"),
    path(f"{DESK}/agreement", agreement.agreement, name="settings_agreement"),
    path(f"{DESK}/agreement/review", agreement.review, name="settings_review"),
    path(f"{DESK}/agreement/adoption", agreement.adoption, name="settings_adoption"),
    path(
        f"{DESK}/agreement/adoption/<int:pk>/withdrawal",
        agreement.withdrawal,
        name="settings_withdrawal",
    ),
    path(f"{DESK}/agreement/version/<int:pk>", version.version, name="settings_version"),
    path(
        f"{DESK}/agreement/version/<int:pk>/text",
        version.version_text,
        name="settings_version_text",
    ),
    path(f"{DESK}/mail", mail.accounts, name="settings_mail"),
    path(f"{DESK}/mail/new", mail.new_account, name="settings_new_mail_account"),
    path(f"{DESK}/mail/<int:pk>", mail.account, name="settings_mail_account"),
    path(f"{DESK}/mail/<int:pk>/trial", mail.trial, name="settings_mail_trial"),
    path(f"{DESK}/entrances", entrances.entrances, name="settings_entrances"),
    path(f"{DESK}/entrances/<int:pk>", entrances.entrance, name="settings_entrance"),
    path(f"{DESK}/entrances/<int:pk>/closing", entrances.closing, name="settings_closing"),
    path(f"{DESK}/people", people.people, name="settings_people"),
    path(f"{DESK}/people/<int:pk>", member.member, name="settings_member"),
    path(f"{DESK}/people/<int:pk>/link", member.link, name="settings_member_link"),
    path(f"{DESK}/people/<int:pk>/removal", member.removal, name="settings_removal"),
    path(f"{DESK}/people/<int:pk>/activation", member.activation, name="settings_activation"),
    path(f"{DESK}/people/<int:pk>/deactivation", member.deactivation, name="settings_deactivation"),
    path(
        f"{DESK}/people/<int:pk>/administration",
        member.administration,
        name="settings_administration",
    ),
    path(
        f"{DESK}/people/<int:pk>/factors-reset", member.factors_reset, name="settings_factors_reset"
    ),
    path(f"{DESK}/sign-in", sign_in.sign_in, name="settings_sign_in"),
    path(f"{DESK}/roles", roles.roles, name="settings_roles"),
    path(f"{DESK}/roles/<int:pk>/dismissal", roles.dismissal, name="settings_dismissal"),
    path(f"{DESK}/teams", teams.teams, name="settings_teams"),
    path(f"{DESK}/teams/<int:pk>", teams.team, name="settings_team"),
    path(f"{DESK}/blocks", blocks.blocks, name="settings_blocks"),
    path(f"{DESK}/blocks/<int:pk>/removal", blocks.unblocking, name="settings_unblocking"),
    path(f"{DESK}/tags", tags.tags, name="settings_tags"),
    path(f"{DESK}/tags/<int:pk>", tags.tag, name="settings_tag"),
    path(f"{DESK}/tags/<int:pk>/removal", tags.removal, name="settings_tag_removal"),
    path(f"{DESK}/customers", customers.customers, name="settings_customers"),
    path(f"{DESK}/customers/new", customers.new_customer, name="settings_new_customer"),
    path(f"{DESK}/customers/<int:pk>", customers.customer, name="settings_customer"),
    path(
        f"{DESK}/customers/<int:pk>/new-contract",
        contracts.new_contract,
        name="settings_new_contract",
    ),
    path(f"{DESK}/contracts/<int:pk>", contracts.contract, name="settings_contract"),
    path(f"{DESK}/requesters", requesters.requesters, name="settings_requesters"),
    path(f"{DESK}/requesters/new", requesters.new_requester, name="settings_new_requester"),
    path(f"{DESK}/requesters/<int:pk>", requesters.requester, name="settings_requester"),
    path(f"{REQUESTER}/addresses", addresses.new_address, name="settings_new_address"),
    path(
        f"{REQUESTER}/addresses/<int:address>/removal",
        addresses.removal,
        name="settings_address_removal",
    ),
    path(
        f"{REQUESTER}/claims/<int:claim>/question",
        addresses.question,
        name="settings_claim_question",
    ),
    path(
        f"{REQUESTER}/claims/<int:claim>/removal",
        addresses.claim_removal,
        name="settings_claim_removal",
    ),
    path(f"{DESK}/history", history.desk_history, name="settings_desk_history"),
]
