"""People have roles for children; until now everybody of a family was an owner, and stays one."""

import django.db.models.deletion
import handsong.web.accounts.ids
from django.db import migrations, models


def own_what_was_ours(apps, schema_editor):
    """Make every member of a family an owner of its children, since the child was added."""
    child = apps.get_model("families", "Child")
    member = apps.get_model("families", "Member")
    role = apps.get_model("families", "Role")
    people = {}
    for row in member.objects.order_by("pk"):
        people.setdefault(row.family_id, []).append(row.person_id)
    role.objects.bulk_create(
        role(family_id=row.family_id, child=row, person_id=person, kind="owner", since_at=row.made_at)
        for row in child.objects.order_by("pk")
        for person in people.get(row.family_id, ())
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_epoch"),
        ("families", "0004_service"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="member",
            constraint=models.UniqueConstraint(fields=("person",), name="one_home_for_a_person"),
        ),
        migrations.CreateModel(
            name="Invitation",
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
                ("code_digest", models.CharField(max_length=64, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            (
                                "owner",
                                "owner",
                            ),
                            (
                                "carer",
                                "carer",
                            ),
                            (
                                "viewer",
                                "viewer",
                            ),
                            (
                                "self",
                                "self",
                            ),
                        ],
                        max_length=6,
                    ),
                ),
                ("joins_home", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="accounts.person",
                    ),
                ),
                (
                    "family",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="families.family"
                    ),
                ),
                (
                    "used_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="accounts.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="InvitedTo",
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
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="families.child"
                    ),
                ),
                (
                    "family",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="families.family"
                    ),
                ),
                (
                    "invitation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invited_to",
                        to="families.invitation",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="invitation",
            name="children",
            field=models.ManyToManyField(related_name="+", through="families.InvitedTo", to="families.child"),
        ),
        migrations.CreateModel(
            name="Role",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            (
                                "owner",
                                "owner",
                            ),
                            (
                                "carer",
                                "carer",
                            ),
                            (
                                "viewer",
                                "viewer",
                            ),
                            (
                                "self",
                                "self",
                            ),
                        ],
                        max_length=6,
                    ),
                ),
                ("since_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("agreed_at", models.DateTimeField(blank=True, null=True)),
                ("agreed_to", models.CharField(blank=True, max_length=20)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="accounts.person",
                    ),
                ),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="roles", to="families.child"
                    ),
                ),
                (
                    "family",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="families.family"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="roles",
                        to="accounts.person",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="invitedto",
            constraint=models.UniqueConstraint(
                fields=("invitation", "child"), name="invited_to_a_child_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "owner",
                            "carer",
                            "viewer",
                            "self",
                        ],
                    )
                ),
                name="an_invitation_is_for_one_of_four",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("made_at"))),
                name="an_invitation_expires_later",
            ),
        ),
        migrations.AddConstraint(
            model_name="role",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("child", "person"),
                name="one_role_for_a_child",
            ),
        ),
        migrations.AddConstraint(
            model_name="role",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None), ("kind", "self")),
                fields=("child",),
                name="one_self_of_a_child",
            ),
        ),
        migrations.AddConstraint(
            model_name="role",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "owner",
                            "carer",
                            "viewer",
                            "self",
                        ],
                    )
                ),
                name="a_role_is_one_of_four",
            ),
        ),
        migrations.AddConstraint(
            model_name="role",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "self"), _negated=True),
                    ("agreed_at__isnull", False),
                    _connector="OR",
                ),
                name="nobody_is_signed_in_as_themselves_unasked",
            ),
        ),
        migrations.RunPython(own_what_was_ours, migrations.RunPython.noop),
    ]
