"""Shared texts with their logs; who typed together; how often all typing of a spec was ended."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('specs', '0016_assignments'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='spec',
            name='epoch',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.CreateModel(
            name='SharedText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('field', models.CharField(max_length=24)),
                ('epoch', models.PositiveIntegerField(default=0)),
                ('state', models.CharField(default='open', max_length=8)),
                ('why', models.CharField(blank=True, default='', max_length=12)),
                ('version', models.PositiveIntegerField(default=0)),
                ('base', models.TextField(blank=True)),
                ('base_version', models.PositiveIntegerField(default=0)),
                ('stored', models.TextField(blank=True, null=True)),
                ('oldest', models.PositiveIntegerField(default=0)),
                ('failed', models.CharField(blank=True, default='', max_length=300)),
                ('touched', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('flushed', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('row', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='specs.row')),
                ('spec', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='specs.spec')),
            ],
        ),
        migrations.CreateModel(
            name='TextChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('client', models.CharField(max_length=40)),
                ('n', models.PositiveIntegerField()),
                ('changes', models.TextField()),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('text', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='specs.sharedtext')),
            ],
            options={
                'ordering': ('version',),
            },
        ),
        migrations.CreateModel(
            name='EventPerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='specs.event')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'event'), name='event_person_once')],
            },
        ),
        migrations.AddIndex(
            model_name='sharedtext',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['spec'], name='text_open'),
        ),
        migrations.AddConstraint(
            model_name='sharedtext',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('row', 'field'), name='text_open_once'),
        ),
        migrations.AddConstraint(
            model_name='sharedtext',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'open'), ('why', '')), models.Q(('state', 'closed'), ('why__in', ('split', 'emptied', 'deleted', 'kind', 'idle', 'approved', 'abandoned', 'archived'))), _connector='OR'), name='text_state'),
        ),
        migrations.AddConstraint(
            model_name='sharedtext',
            constraint=models.CheckConstraint(condition=models.Q(('oldest__lte', models.F('base_version')), ('base_version__lte', models.F('version'))), name='text_versions'),
        ),
        migrations.AddConstraint(
            model_name='textchange',
            constraint=models.UniqueConstraint(fields=('text', 'version'), name='text_version_once'),
        ),
        migrations.AddConstraint(
            model_name='textchange',
            constraint=models.UniqueConstraint(fields=('text', 'person', 'client', 'n'), name='text_change_once'),
        ),
    ]
