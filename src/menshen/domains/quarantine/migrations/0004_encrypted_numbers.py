from django.db import migrations

import menshen.kernel.privacy.fields
from menshen.kernel.privacy.migrating import encrypt_existing


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0001_look_up_log"),
        ("quarantine", "0003_orders_follow_their_area"),
    ]

    operations = [
        migrations.AddField(
            model_name="teamseat",
            name="holder_number_index",
            field=menshen.kernel.privacy.fields.BlindIndexField(of="holder_number"),
        ),
        migrations.AlterField(
            model_name="teamseat",
            name="holder_number",
            field=menshen.kernel.privacy.fields.EncryptedField(blank=True, what="phone"),
        ),
        encrypt_existing("quarantine_team_seat", "holder_number", what="phone"),
    ]
