"""What a piece was drawn from, so that one that would be the same stays where others around it change."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("specs", "0009_piece_of_row")]

    operations = [
        migrations.AddField("piece", "drawn_from", models.CharField(max_length=32, blank=True, default="")),
    ]
