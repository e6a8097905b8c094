"""The site app."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The site app."""

    name = "handsong.web.site"
