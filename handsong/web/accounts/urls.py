"""Addresses about devices, signing in, and one's own account."""

from __future__ import annotations

from django.urls import path

from handsong.web.accounts import account_views, sign_in_views, views

urlpatterns = [
    path("pair/<str:code>/", views.pair, name="pair"),
    path("devices/", views.devices, name="devices"),
    path("devices/add/", views.add_device, name="device-add"),
    path("devices/<uuid:device_id>/remove/", views.remove_device, name="device-remove"),
    path("devices/<uuid:device_id>/again/", views.let_in_again, name="device-again"),
    path("sign-in/", sign_in_views.sign_in, name="sign-in"),
    path("sign-in/recover/", sign_in_views.recover, name="sign-in-recover"),
    path("sign-in/ask/", sign_in_views.ask_for_passkey, name="sign-in-ask"),
    path("sign-in/passkey/", sign_in_views.sign_in_by_passkey, name="sign-in-passkey"),
    path("sign-out/", sign_in_views.sign_out, name="sign-out"),
    path("unlock/", sign_in_views.unlock, name="unlock"),
    path("confirm/", sign_in_views.confirm, name="confirm"),
    path("confirm/passkey/", sign_in_views.confirm_by_passkey, name="confirm-passkey"),
    path("account/", account_views.account, name="account"),
    path("account/sign-in/", account_views.set_up, name="account-sign-in"),
    path("account/passkeys/ask/", account_views.ask_to_make_passkey, name="passkey-ask"),
    path("account/passkeys/add/", account_views.add_passkey, name="passkey-add"),
    path("account/passkeys/<uuid:passkey_id>/remove/", account_views.remove_passkey, name="passkey-remove"),
    path("account/codes/", account_views.make_codes, name="account-codes"),
    path("account/devices/<uuid:own_device_id>/end/", account_views.end_device, name="account-device-end"),
]
