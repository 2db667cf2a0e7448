from __future__ import annotations

from django.db import migrations

import menshen.kernel.privacy.fields


class Migration(migrations.Migration):
    dependencies = [
        ("screening", "0004_forms"),
    ]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="signature",
            field=menshen.kernel.privacy.fields.EncryptedField(
                blank=True, db_comment="path of an SVG; empty: not signed on screen", default=""
            ),
        ),
        migrations.AddField(
            model_name="letter",
            name="photo",
            field=menshen.kernel.privacy.fields.EncryptedField(
                blank=True, db_comment="JPEG of the signed paper in base64; empty: none", default=""
            ),
        ),
    ]
