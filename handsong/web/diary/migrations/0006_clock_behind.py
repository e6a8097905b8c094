"""What the clock of a phone said while it told an event, so that one that was wrong is put right."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("diary", "0005_course_and_reminders")]

    operations = [
        migrations.AddField(
            model_name="event",
            name="clock_behind",
            field=models.BigIntegerField(null=True),
        ),
    ]
