"""The families app."""

from django.apps import AppConfig


class FamiliesConfig(AppConfig):
    """The families app."""

    name = "handsong.web.families"
