"""Guards against what calls no trigger of UPDATE or DELETE: INSERT OR REPLACE on SQLite, TRUNCATE on PostgreSQL."""

from django.db import migrations

from specs.models import guards


class Migration(migrations.Migration):
    dependencies = (("specs", "0014_seen_marks"),)

    operations = (
        migrations.RunPython(lambda apps, editor: guards.install(editor.connection), migrations.RunPython.noop),
    )
