"""Events, records and frozen bytes are refused change and deletion by the database itself."""

from django.db import migrations

from specs.models import guards


class Migration(migrations.Migration):
    dependencies = [("specs", "0001_initial")]

    operations = [
        migrations.RunPython(
            lambda apps, editor: guards.install(editor.connection), lambda apps, editor: guards.remove(editor.connection)
        )
    ]
