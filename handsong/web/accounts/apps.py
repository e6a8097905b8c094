"""The accounts app: people, and the devices they use."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People and devices."""

    name = "handsong.web.accounts"
