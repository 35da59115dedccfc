"""Who does a task; and two more kinds of notices: that a reviewer left, that a task was given."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

KINDS = (
    "asked",
    "outdated",
    "mentioned",
    "replied",
    "answered",
    "commented",
    "verdict",
    "approved",
    "unsent",
    "left",
    "assigned",
)


def _kinds(model: str, name: str) -> list[migrations.operations.base.Operation]:
    constraint = models.CheckConstraint(condition=Q(kind__in=KINDS), name=name)
    return [
        migrations.RemoveConstraint(model_name=model, name=name),
        migrations.AddConstraint(model_name=model, constraint=constraint),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("specs", "0015_guards_of_whole_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *_kinds("nomail", "no_mail_kind"),
        *_kinds("notice", "notice_kind"),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                (
                    "row",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="assignment",
                        serialize=False,
                        to="specs.row",
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assignments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]
