"""The diary app."""

from django.apps import AppConfig


class DiaryConfig(AppConfig):
    """The diary app."""

    name = "handsong.web.diary"

    def ready(self) -> None:
        """Let the address of a calendar end with the other ways in."""
        from handsong.web.accounts import ways_in  # noqa: PLC0415 - models can be imported from now on
        from handsong.web.diary import reminding  # noqa: PLC0415 - the same

        ways_in.end_also(reminding.end_address)
