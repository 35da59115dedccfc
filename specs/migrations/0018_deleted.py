"""When a spec that was never submitted was deleted: for thirty days it can be restored."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("specs", "0017_typing")]

    operations = [
        migrations.AddField(
            model_name="spec", name="deleted_at", field=models.DateTimeField(blank=True, null=True)
        ),
    ]
