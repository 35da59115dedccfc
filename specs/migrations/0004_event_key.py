"""A change knows the request that asked for it, so that a request sent twice changes once."""

from django.conf import settings
from django.db import migrations, models

from specs.models import guards


class Migration(migrations.Migration):
    dependencies = [
        ("specs", "0003_images"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="event",
            name="key",
            field=models.CharField(blank=True, db_default="", default="", max_length=64),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(
                condition=models.Q(("key", ""), _negated=True), fields=("spec", "actor", "key"), name="event_key_once"
            ),
        ),
        migrations.RunPython(lambda apps, editor: guards.install(editor.connection), migrations.RunPython.noop),
    ]
