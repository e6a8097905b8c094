"""A session knows who began it, how it stands, and the twin's or sibling's session that it takes turns with."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("diary", "0002_nothing_is_dropped"),
    ]

    operations = [
        migrations.AddField(model_name="session", name="beside", field=models.UUIDField(null=True)),
        migrations.AddField(model_name="session", name="moment", field=models.JSONField(default=dict)),
        migrations.AddField(
            model_name="session",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="accounts.person",
            ),
        ),
    ]
