
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_names_of_eighty_characters"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="single_keys",
            field=models.BooleanField(
                db_default=True, default=True, help_text="Whether single letters act as keys outside fields."
            ),
        ),
    ]
