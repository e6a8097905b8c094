"""The home course of a child, and the reminders that a person asked for."""

import datetime
import django.db.models.deletion
import handsong.web.accounts.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_epoch"),
        ("diary", "0004_private"),
        ("families", "0004_service"),
    ]

    operations = [
        migrations.CreateModel(
            name="Course",
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
                ("week", models.PositiveSmallIntegerField(default=1)),
                ("begun_at", models.DateTimeField()),
                ("left_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "child",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="course",
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
        ),
        migrations.CreateModel(
            name="Reminder",
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
                ("days", models.PositiveSmallIntegerField()),
                ("at", models.TimeField()),
                ("quiet_from", models.TimeField(default=datetime.time(20, 0))),
                ("quiet_to", models.TimeField(default=datetime.time(7, 0))),
                ("since_date", models.DateField()),
                ("with_looks", models.BooleanField(default=False)),
                ("with_course", models.BooleanField(default=False)),
                ("secret_digest", models.CharField(blank=True, max_length=64, null=True, unique=True)),
                ("secret_made_at", models.DateTimeField(blank=True, null=True)),
                (
                    "family",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="families.family"
                    ),
                ),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminder",
                        to="accounts.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Ticked",
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
                ("week", models.PositiveSmallIntegerField()),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("read", "read"),
                            ("watch", "watch"),
                            ("practice", "practice"),
                            ("massage", "massage"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="ticked", to="diary.course"
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
        migrations.AddConstraint(
            model_name="course",
            constraint=models.CheckConstraint(
                condition=models.Q(("week__range", (1, 5))), name="a_week_of_the_course"
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.CheckConstraint(
                condition=models.Q(("days__range", (1, 127))), name="a_day_at_least"
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("quiet_from__lt", models.F("quiet_to")),
                        models.Q(
                            ("at__lt", models.F("quiet_from")),
                            ("at__gte", models.F("quiet_to")),
                            _connector="OR",
                        ),
                    ),
                    models.Q(
                        ("quiet_from__gt", models.F("quiet_to")),
                        ("at__lt", models.F("quiet_from")),
                        ("at__gte", models.F("quiet_to")),
                    ),
                    _connector="OR",
                ),
                name="never_in_quiet_hours",
            ),
        ),
        migrations.AddConstraint(
            model_name="ticked",
            constraint=models.UniqueConstraint(fields=("course", "week", "part"), name="a_part_once"),
        ),
        migrations.AddConstraint(
            model_name="ticked",
            constraint=models.CheckConstraint(
                condition=models.Q(("week__range", (1, 5))), name="a_part_of_a_week"
            ),
        ),
        migrations.AddConstraint(
            model_name="ticked",
            constraint=models.CheckConstraint(
                condition=models.Q(("part__in", ["read", "watch", "practice", "massage"])),
                name="a_part_of_the_course",
            ),
        ),
    ]
