"""A team says whether its viewers may suggest other words."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_single_keys"),
    ]

    operations = [
        migrations.AddField(
            model_name="team",
            name="viewers_suggest",
            field=models.BooleanField(
                db_default=False, default=False, help_text="Whether viewers may suggest other words."
            ),
        ),
    ]
