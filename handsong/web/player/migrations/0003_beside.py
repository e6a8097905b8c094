"""A check knows the one of a twin or sibling that is asked about in the same go."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("player", "0002_what_stays_for_a_day")]

    operations = [
        migrations.AddField(model_name="check", name="beside", field=models.UUIDField(null=True)),
    ]
