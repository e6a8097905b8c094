"""What the latest session tells is told on top of an account when that is read: with each event one row less is written.

Where an account ends with no session, all that is known of it stood in what goes. Nobody asks for events by phone and
number, so an index less is written too.
"""

from typing import Any

from django.db import migrations, models

from handsong.core import progress
from handsong.web.diary import stories


def keep_what_ends_with_none(apps: Any, _: Any) -> None:
    apps.get_model("diary", "Account").objects.filter(latest=None).update(before=models.F("data"))


def tell_on_top(apps: Any, _: Any) -> None:
    for account in apps.get_model("diary", "Account").objects.select_related("latest"):
        told = account.latest and account.latest.story
        account.data = (
            progress.data_after(account.before, stories.from_data(told)) if told else account.before
        )
        account.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [("diary", "0007_no_index_twice")]

    operations = [
        migrations.RunPython(keep_what_ends_with_none, tell_on_top),
        migrations.AlterField(model_name="account", name="data", field=models.JSONField(default=dict)),
        migrations.RemoveField(model_name="account", name="data"),
        migrations.RemoveIndex(model_name="event", name="events_of_a_phone"),
    ]
