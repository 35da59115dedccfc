"""A team says whether people who only read are shown as being here."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_viewers_suggest"),
    ]

    operations = [
        migrations.AddField(
            model_name="team",
            name="show_readers",
            field=models.BooleanField(
                db_default=True, default=True, help_text="Whether people who only read are shown as being here."
            ),
        ),
    ]
