"""A young person's own checks are private."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("player", "0003_beside"),
    ]

    operations = [
        migrations.AddField(
            model_name="check",
            name="is_private",
            field=models.BooleanField(default=False),
        ),
    ]
