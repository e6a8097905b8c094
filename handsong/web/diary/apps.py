"""The diary app."""

from django.apps import AppConfig


class DiaryConfig(AppConfig):
    """The diary app."""

    name = "handsong.web.diary"
