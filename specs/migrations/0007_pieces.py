"""Parts of a spec's page are kept as they were drawn."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("specs", "0006_spec_definitions")]

    operations = [
        migrations.CreateModel(
            name="Piece",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("look", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=20)),
                ("html", models.TextField(blank=True)),
                ("blocks", models.PositiveIntegerField(default=0)),
                (
                    "spec",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="specs.spec"),
                ),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("spec", "look", "name"), name="piece_once")]},
        ),
    ]
