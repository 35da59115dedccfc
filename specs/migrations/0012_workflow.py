"""Team policies, waivers, overrides and what is known of a tick; a verdict and a round know their event.

A verdict's event is found by its record, of which each verdict has one; both are in the order in which they were given.
"""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from specs.models import guards
from specs.models.policies import functional

BIG = {"auto_created": True, "primary_key": True, "serialize": False, "verbose_name": "ID"}
NOW = django.db.models.functions.datetime.Now()


def by_person():
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)


def part_of(model, name, **options):
    return models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name=name, to=model, **options)


def number_what_was_said(apps, editor):
    record, verdict, round_ = (apps.get_model("specs", name) for name in ("Record", "Verdict", "Round"))
    for kind, model, path, field in (("verdict", verdict, "round__spec", "number"), ("round", round_, "spec", "begun")):
        for spec in set(model.objects.values_list(path, flat=True)):
            events = record.objects.filter(spec=spec, kind=kind).order_by("n").values_list("event__number", flat=True)
            found = model.objects.filter(**{path: spec}).order_by("pk")
            for item, number in zip(found, events, strict=False):
                model.objects.filter(pk=item.pk).update(**{field: number})


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("accounts", "0003_single_keys"),
        ("specs", "0011_notices"),
    ]

    operations = [
        migrations.CreateModel(
            name="TeamPolicy",
            fields=[
                (
                    "team",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="policy",
                        serialize=False,
                        to="accounts.team",
                    ),
                ),
                ("quorum", models.PositiveSmallIntegerField(default=1)),
                ("rules", models.JSONField(default=list)),
                ("writers_count", models.BooleanField(default=False)),
                ("signing", models.CharField(default="session", max_length=8)),
                ("required", models.JSONField(default=functional)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=Q(quorum__gte=1), name="policy_asks_for_one"),
                    models.CheckConstraint(condition=Q(signing__in=("session", "confirm")), name="policy_signing"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PolicyChange",
            fields=[
                ("id", models.BigAutoField(**BIG)),
                ("at", models.DateTimeField(db_default=NOW)),
                ("before", models.JSONField()),
                ("after", models.JSONField()),
                ("by", by_person()),
                ("team", part_of("accounts.team", "policy_changes")),
            ],
            options={"ordering": ("pk",)},
        ),
        migrations.CreateModel(
            name="FailedSigning",
            fields=[
                ("id", models.BigAutoField(**BIG)),
                ("act", models.CharField(max_length=20)),
                ("at", models.DateTimeField(db_default=NOW)),
                ("by", part_of(settings.AUTH_USER_MODEL, "+")),
                ("spec", part_of("specs.spec", "failed_signings")),
            ],
            options={"ordering": ("pk",)},
        ),
        migrations.CreateModel(
            name="Override",
            fields=[
                ("id", models.BigAutoField(**BIG)),
                ("reason", models.TextField()),
                ("at", models.DateTimeField(db_default=NOW)),
                ("by", by_person()),
                (
                    "verdict",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="override", to="specs.verdict"
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [models.CheckConstraint(condition=~Q(reason=""), name="override_says_why")],
            },
        ),
        migrations.CreateModel(
            name="FindingWaiver",
            fields=[
                ("id", models.BigAutoField(**BIG)),
                ("finding", models.CharField(max_length=200)),
                ("message", models.TextField()),
                ("reason", models.TextField()),
                ("at", models.DateTimeField(db_default=NOW)),
                ("by", by_person()),
                ("revision", part_of("specs.revision", "waivers")),
                ("row", part_of("specs.row", "+", null=True, blank=True)),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(fields=("revision", "finding"), name="finding_waived_once"),
                    models.CheckConstraint(condition=~Q(reason=""), name="finding_waiver_says_why"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CoverageWaiver",
            fields=[
                ("id", models.BigAutoField(**BIG)),
                ("reason", models.TextField()),
                ("at", models.DateTimeField(db_default=NOW)),
                ("by", by_person()),
                ("revision", part_of("specs.revision", "coverage_waivers")),
                ("row", part_of("specs.row", "+")),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(fields=("revision", "row"), name="requirement_waived_once"),
                    models.CheckConstraint(condition=~Q(reason=""), name="coverage_waiver_says_why"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Tick",
            fields=[
                (
                    "row",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="tick",
                        serialize=False,
                        to="specs.row",
                    ),
                ),
                ("done", models.BooleanField()),
                ("at", models.DateTimeField()),
                ("evidence", models.CharField(blank=True, max_length=500)),
                ("task_text", models.TextField()),
                ("requirements", models.JSONField(default=dict)),
                ("by", by_person()),
            ],
        ),
        migrations.RemoveConstraint(model_name="verdict", name="verdict_word"),
        migrations.RemoveConstraint(model_name="verdict", name="request_says_why"),
        migrations.AddField(
            model_name="round", name="begun", field=models.PositiveIntegerField(db_default=0, default=0)
        ),
        migrations.AddField(
            model_name="verdict", name="number", field=models.PositiveIntegerField(db_default=0, default=0)
        ),
        migrations.AddConstraint(
            model_name="verdict",
            constraint=models.CheckConstraint(
                condition=Q(word__in=("approve", "request", "lift", "retract")), name="verdict_word"
            ),
        ),
        migrations.AddConstraint(
            model_name="verdict",
            constraint=models.CheckConstraint(condition=~Q(word="request") | ~Q(comment=""), name="request_says_why"),
        ),
        migrations.RunPython(number_what_was_said, migrations.RunPython.noop),
        migrations.RunPython(lambda apps, editor: guards.install(editor.connection), migrations.RunPython.noop),
    ]
