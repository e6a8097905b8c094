"""What a phone told is stored at once and told on before anybody asks: of which sessions more has come is noted.

An older version tells each event as it comes. What waits would stay untold there, so on the way back it is told first.
"""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError

from handsong.web.diary import untold
from handsong.web.diary.models import Untold

WAITS = "What a phone told of some massages is not understood here. Put back the backup that was made before the update."


def tell_what_waits(_: Any, __: Any) -> None:
    untold.tell_everything()
    if Untold.objects.exists():
        raise IrreversibleError(WAITS)


class Migration(migrations.Migration):
    dependencies = [("diary", "0008_told_on_top"), ("families", "0005_people")]

    operations = [
        migrations.CreateModel(
            name="Untold",
            fields=[
                (
                    "session",
                    models.OneToOneField(
                        db_column="id",
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="untold",
                        serialize=False,
                        to="diary.session",
                    ),
                ),
                (
                    "family",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="families.family"
                    ),
                ),
            ],
        ),
        migrations.RunPython(migrations.RunPython.noop, tell_what_waits),
    ]
