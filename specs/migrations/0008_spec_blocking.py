from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("specs", "0007_pieces")]

    operations = [
        migrations.AddField(
            model_name="spec",
            name="blocking",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
    ]
