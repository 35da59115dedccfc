"""Names of people and teams have at most 80 characters; PostgreSQL would refuse to narrow a column with longer ones."""

from django.db import migrations, models
from django.db.models.functions import Left, Length

import accounts.models.users


def shorten(apps, schema_editor):
    for name in ("User", "Team"):
        longer = apps.get_model("accounts", name).objects.annotate(length=Length("name")).filter(length__gt=80)
        longer.update(name=Left("name", 80))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.RunPython(shorten, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="user",
            name="name",
            field=models.CharField(blank=True, max_length=80, validators=[accounts.models.users.one_line]),
        ),
        migrations.AlterField(
            model_name="team",
            name="name",
            field=models.CharField(max_length=80, validators=[accounts.models.users.one_line]),
        ),
    ]
