"""Images of specs, and the guards that keep those of frozen texts."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from specs.models import guards


class Migration(migrations.Migration):

    dependencies = [
        ('specs', '0002_guards'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ImageFile',
            fields=[
                ('sha256', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('extension', models.CharField(max_length=4)),
                ('data', models.BinaryField()),
                ('size', models.PositiveIntegerField()),
                ('width', models.PositiveIntegerField()),
                ('height', models.PositiveIntegerField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('extension__in', ('png', 'jpg', 'gif', 'webp', 'svg'))), name='image_extension')],
            },
        ),
        migrations.CreateModel(
            name='Image',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=200)),
                ('added_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('spec', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='images', to='specs.spec')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='images', to='specs.imagefile')),
            ],
            options={
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='StagedImage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='staged', to='specs.imagefile')),
            ],
        ),
        migrations.CreateModel(
            name='FrozenImage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='frozen_images', to='specs.revision')),
                ('image', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='frozen_in', to='specs.image')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('revision', 'image'), name='frozen_image_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='image',
            constraint=models.UniqueConstraint(fields=('spec', 'file'), name='image_once_in_spec'),
        ),
        migrations.AddConstraint(
            model_name='stagedimage',
            constraint=models.UniqueConstraint(fields=('by', 'file'), name='staged_image_once'),
        ),
        migrations.RunPython(lambda apps, editor: guards.install(editor.connection), migrations.RunPython.noop),
    ]
