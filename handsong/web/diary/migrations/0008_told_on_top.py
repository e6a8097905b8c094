"""What the latest session tells is told on top of an account when that is read: with each event one row less is written.

`before` stays as it is, and so what is read of each account. Nobody asks for events by phone and number, so an index
less is written too. The default is for the way back, where there is no account with its latest session.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("diary", "0007_no_index_twice")]

    operations = [
        migrations.AlterField(model_name="account", name="data", field=models.JSONField(default=dict)),
        migrations.RemoveField(model_name="account", name="data"),
        migrations.RemoveIndex(model_name="event", name="events_of_a_phone"),
    ]
