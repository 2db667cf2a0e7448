import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import menshen.kernel.privacy.fields
from menshen.kernel.scope.rls import protect


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0003_encrypted_numbers"),
        ("scope", "0004_collection"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LikelyDuplicate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("likeness", models.CharField(max_length=30)),
                ("found_at", models.DateTimeField()),
                ("told_apart_at", models.DateTimeField(null=True)),
                ("told_apart_as", models.CharField(blank=True, max_length=20)),
                ("note", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "db_table": "registry_likely_duplicate",
            },
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("merged_at", models.DateTimeField()),
                ("name", models.CharField(db_collation="C", max_length=60)),
                ("pinyin", models.CharField(blank=True, db_collation="C", max_length=20)),
                ("gender", models.CharField(blank=True, max_length=10)),
                ("born_on", models.DateField(null=True)),
                ("id_number", menshen.kernel.privacy.fields.EncryptedField(blank=True, what="id_number")),
                ("id_number_index", menshen.kernel.privacy.fields.BlindIndexField(of="id_number")),
                ("registered_at", models.CharField(blank=True, max_length=120)),
                ("number_passed_on", models.BooleanField(db_comment="the survivor had no ID number and took this one")),
                ("moved", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("set_aside", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("changed", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
            ],
            options={
                "db_table": "registry_merge",
            },
        ),
        migrations.AddField(
            model_name="person",
            name="merged_into",
            field=models.ForeignKey(
                db_comment="the record that this one, now empty, became part of",
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.person",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", False)),
                fields=["merged_into"],
                name="merged_person_by_survivor",
            ),
        ),
        migrations.AddField(
            model_name="likelyduplicate",
            name="area",
            field=models.ForeignKey(
                db_column="area_code",
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="scope.area",
                to_field="code",
            ),
        ),
        migrations.AddField(
            model_name="likelyduplicate",
            name="earlier",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.person"
            ),
        ),
        migrations.AddField(
            model_name="likelyduplicate",
            name="later",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.person"
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="area",
            field=models.ForeignKey(
                db_column="area_code",
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="scope.area",
                to_field="code",
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="merged",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.person"
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="merged_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="survivor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.person"
            ),
        ),
        migrations.AddIndex(
            model_name="likelyduplicate",
            index=models.Index(fields=["area", "id"], name="likely_duplicate_by_area"),
        ),
        migrations.AddConstraint(
            model_name="likelyduplicate",
            constraint=models.UniqueConstraint(fields=("earlier", "later"), name="a_pair_is_listed_once"),
        ),
        migrations.AddConstraint(
            model_name="likelyduplicate",
            constraint=models.CheckConstraint(
                condition=models.Q(("earlier__lt", models.F("later"))), name="a_pair_is_in_the_order_of_registration"
            ),
        ),
        migrations.AddConstraint(
            model_name="likelyduplicate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("told_apart_as", ""), ("told_apart_at__isnull", True)),
                    models.Q(("told_apart_at__isnull", False), models.Q(("told_apart_as", ""), _negated=True)),
                    _connector="OR",
                ),
                name="who_is_told_apart_is_so_for_a_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="merge",
            index=models.Index(fields=["area", "id"], name="merge_by_area"),
        ),
        migrations.AddIndex(
            model_name="merge",
            index=models.Index(
                condition=models.Q(("id_number_index", ""), _negated=True),
                fields=["id_number_index"],
                name="merge_by_id_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.UniqueConstraint(fields=("merged",), name="a_record_is_merged_once"),
        ),
        protect("registry_likely_duplicate"),
        protect("registry_merge"),
    ]
