"""A change inside one row no longer reads the whole text: its hash is found out when asked for."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("specs", "0005_visits")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameField("spec", "text_hash", "kept_hash"),
                migrations.AlterField(
                    "spec", "kept_hash", models.CharField(blank=True, db_column="text_hash", max_length=64)
                ),
            ]
        ),
        migrations.AddField("spec", "definitions", models.TextField(blank=True, null=True)),
    ]
