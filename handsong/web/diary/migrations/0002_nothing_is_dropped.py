"""Events know their phone and their order of arrival; what cannot be taken is set aside."""

from itertools import groupby

import django.db.models.deletion
from django.db import migrations, models

import handsong.web.accounts.ids


def number_arrivals(apps, schema_editor):
    """Give the events that are there their places, as they came."""
    event = apps.get_model("diary", "Event")
    rows = event.objects.order_by("family", "came_at", "number", "pk").only("pk", "family")
    for _, of_family in groupby(rows.iterator(), key=lambda row: row.family_id):
        numbered = []
        for place, row in enumerate(of_family, start=1):
            row.place = place
            numbered.append(row)
        event.objects.bulk_update(numbered, ["place"], batch_size=200)


class Migration(migrations.Migration):
    dependencies = [
        ("diary", "0001_initial"),
        ("families", "0002_erased"),
    ]

    operations = [
        migrations.CreateModel(
            name="SetAside",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=handsong.web.accounts.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("row", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("session", models.UUIDField(null=True)),
                ("claimed", models.CharField(blank=True, max_length=40)),
                ("device", models.UUIDField(null=True)),
                ("why", models.CharField(max_length=300)),
                ("came_at", models.DateTimeField()),
                (
                    "child",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="families.child",
                    ),
                ),
                (
                    "family",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="families.family"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["session"], name="aside_of_a_session")],
                "constraints": [models.UniqueConstraint(fields=("family", "digest"), name="set_aside_once")],
            },
        ),
        migrations.AddField("event", "offset_minutes", models.SmallIntegerField(default=0)),
        migrations.AddField("event", "device", models.UUIDField(null=True)),
        migrations.AddField("event", "sequence", models.PositiveBigIntegerField(null=True)),
        migrations.AddField("event", "place", models.PositiveBigIntegerField(null=True)),
        migrations.RunPython(number_arrivals, migrations.RunPython.noop),
        migrations.AlterField("event", "place", models.PositiveBigIntegerField()),
        migrations.AddIndex("event", models.Index(fields=["device", "sequence"], name="events_of_a_phone")),
        migrations.AddConstraint(
            "event", models.UniqueConstraint(fields=("family", "place"), name="a_place_once")
        ),
    ]
