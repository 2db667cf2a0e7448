import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from menshen.kernel.scope.rls import append_only, protect


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("scope", "0002_functions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LogEnd",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line", models.BigIntegerField()),
                ("digest", models.CharField(blank=True, max_length=64)),
            ],
            options={"db_table": "privacy_log_end"},
        ),
        migrations.CreateModel(
            name="LookUp",
            fields=[
                ("line", models.BigIntegerField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("subject_type", models.CharField(max_length=60)),
                ("subject_id", models.BigIntegerField()),
                (
                    "fields",
                    models.JSONField(
                        db_comment="codes of the columns that were shown in full or exported", default=list
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("detail", models.JSONField(default=dict)),
                (
                    "digest",
                    models.CharField(db_comment="of this line and of the digest of the line before", max_length=64),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        db_column="area_code",
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="scope.area",
                        to_field="code",
                    ),
                ),
            ],
            options={
                "db_table": "privacy_look_up",
                "indexes": [
                    models.Index(fields=["subject_type", "subject_id"], name="look_up_by_subject"),
                    models.Index(fields=["area", "line"], name="look_up_by_area"),
                    models.Index(fields=["actor", "line"], name="look_up_by_actor"),
                ],
            },
        ),
        protect("privacy_look_up"),
        append_only("privacy_look_up"),
        migrations.RunSQL("INSERT INTO privacy_log_end (line, digest) VALUES (0, '')", migrations.RunSQL.noop),
    ]
