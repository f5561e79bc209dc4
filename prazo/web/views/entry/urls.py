"""Addresses of the way in, of one's own factors and sessions."""

from django.urls import path

from prazo.web.views import sign_ins
from prazo.web.views.entry import passkey, second_step, single_sign_on
from prazo.web.views.factors import app, codes, overview, proof
from prazo.web.views.factors import passkey as own_passkey

urlpatterns = [
    path("sign-in/second", second_step.second_step, name="second_step"),
    path("sign-in/passkey", passkey.sign_in_passkey, name="sign_in_passkey"),
    path("sign-in/single", single_sign_on.depart, name="single_sign_on"),
    path("sign-in/single/back", single_sign_on.arrive, name="openid_connect_callback"),
    path("me/factors", overview.factors, name="factors"),
    path("me/factors/app", app.add_app, name="add_app"),
    path("me/factors/passkey", own_passkey.add_passkey, name="add_passkey"),
    path("me/factors/codes", codes.codes, name="codes"),
    path("me/factors/<int:pk>/removal", overview.removal, name="factor_removal"),
    path("me/proof", proof.proof, name="proof"),
    path("me/sign-ins/ending", sign_ins.end_other_sign_ins, name="end_other_sign_ins"),
    path("me/sign-ins/<int:pk>/ending", sign_ins.end_sign_in, name="end_sign_in"),
]
