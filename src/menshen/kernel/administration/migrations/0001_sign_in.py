import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Brake",
            fields=[
                ("key", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("tries", models.IntegerField()),
                ("last_at", models.DateTimeField(db_comment="of the last try that was let through")),
            ],
            options={
                "db_table": "administration_brake",
            },
        ),
        migrations.CreateModel(
            name="SignIn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("event", models.CharField(max_length=30)),
                ("address", models.GenericIPAddressField(null=True)),
                (
                    "device",
                    models.CharField(
                        blank=True, db_comment="browser and system, as they call themselves", max_length=60
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        db_comment="empty: unknown",
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "administration_sign_in",
                "indexes": [
                    models.Index(fields=["at"], name="sign_in_by_moment"),
                    models.Index(fields=["actor", "at"], name="sign_in_by_actor"),
                ],
            },
        ),
        migrations.RunSQL(
            # As Django's cache in the database wants it; what stands in it may be lost at any time.
            "CREATE TABLE administration_cache ("
            "cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);"
            "CREATE INDEX administration_cache_expires ON administration_cache (expires);",
            "DROP TABLE administration_cache;",
        ),
    ]
