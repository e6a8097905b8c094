"""What a phone told is stored at once and told on before anybody asks: of which sessions more has come is noted.

An older version tells each event as it comes. What came and was not told yet would stay untold there, so there is no
way back while something waits.
"""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError

WAITS = "Massages wait to be counted. Start this version and open Today once on each phone; then go back."


def nothing_waits_before_it(_: Any, __: Any) -> None:
    """An older version told each event as it came."""


def see_that_nothing_waits(apps: Any, _: Any) -> None:
    if apps.get_model("diary", "Untold").objects.exists():
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
        migrations.RunPython(nothing_waits_before_it, see_that_nothing_waits),
    ]
