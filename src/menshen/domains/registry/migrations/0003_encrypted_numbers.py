import django.db.models.functions.text
from django.db import migrations, models

import menshen.kernel.privacy.fields
from menshen.kernel.privacy.migrating import encrypt_existing


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0001_look_up_log"),
        ("registry", "0002_row_level_security"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="contactpoint", name="a_person_has_a_number_once"),
        migrations.RemoveConstraint(model_name="person", name="an_id_number_is_in_a_community_once"),
        migrations.AddField(
            model_name="contactpoint",
            name="number_index",
            field=menshen.kernel.privacy.fields.BlindIndexField(of="number"),
        ),
        migrations.AddField(
            model_name="person",
            name="id_number_index",
            field=menshen.kernel.privacy.fields.BlindIndexField(of="id_number"),
        ),
        migrations.AlterField(
            model_name="contactpoint",
            name="number",
            field=menshen.kernel.privacy.fields.EncryptedField(what="phone"),
        ),
        migrations.AlterField(
            model_name="organisation",
            name="contact_number",
            field=menshen.kernel.privacy.fields.EncryptedField(blank=True),
        ),
        migrations.AlterField(
            model_name="person",
            name="id_number",
            field=menshen.kernel.privacy.fields.EncryptedField(
                blank=True, db_comment="empty: unknown", what="id_number"
            ),
        ),
        encrypt_existing("registry_person", "id_number", what="id_number"),
        encrypt_existing("registry_contact_point", "number", what="phone"),
        encrypt_existing("registry_organisation", "contact_number"),
        migrations.AddConstraint(
            model_name="contactpoint",
            constraint=models.UniqueConstraint(fields=("person", "number_index"), name="a_person_has_a_number_once"),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                models.F("id_number_index"),
                django.db.models.functions.text.Left(models.F("area"), 12),
                condition=models.Q(("id_number_index", ""), _negated=True),
                name="an_id_number_is_in_a_community_once",
            ),
        ),
    ]
