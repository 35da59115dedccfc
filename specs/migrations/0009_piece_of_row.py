"""A change finds the pieces of its rows without a look at all of the spec's."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("specs", "0008_spec_blocking")]

    operations = [migrations.AddIndex("piece", models.Index(fields=["spec", "name"], name="piece_of_row"))]
