"""The player app."""

from django.apps import AppConfig


class PlayerConfig(AppConfig):
    """The player app."""

    name = "handsong.web.player"
