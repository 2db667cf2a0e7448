import django.db.models.deletion
from django.db import migrations, models

# What was taught so far held everywhere: it goes to the highest area.
TO_THE_TOP = """
UPDATE ledgers_remembered_heading SET area_code = (SELECT code FROM scope_area ORDER BY length(code), code LIMIT 1)
"""


def area(*, null: bool) -> models.ForeignKey:
    return models.ForeignKey(
        "scope.Area",
        on_delete=django.db.models.deletion.PROTECT,
        to_field="code",
        db_column="area_code",
        related_name="+",
        db_index=False,
        null=null,
    )


class Migration(migrations.Migration):
    dependencies = [("ledgers", "0003_queued_imports"), ("scope", "0002_functions")]

    operations = [
        migrations.RemoveConstraint("rememberedheading", "a_heading_means_one_column"),
        migrations.AddField("rememberedheading", "area", area(null=True)),
        migrations.RunSQL(TO_THE_TOP, migrations.RunSQL.noop),
        migrations.AlterField("rememberedheading", "area", area(null=False)),
        migrations.AddConstraint(
            "rememberedheading",
            models.UniqueConstraint(fields=("ledger", "area", "heading"), name="a_heading_means_one_column_in_an_area"),
        ),
    ]
