from django.conf import settings
from django.db import migrations, models

# Runs as the owner: the application may not delete what is append-only. Whatever the times of keeping say, a log is kept
# for half a year (Cybersecurity Law, article 21).
_SHORTEN = """
CREATE FUNCTION privacy_shorten_log(upto bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM privacy_look_up AS log WHERE log.line <= upto AND log.at > now() - interval '183 days') THEN
        RAISE EXCEPTION 'a line of the log is kept for half a year';
    END IF;
    SET CONSTRAINTS ALL IMMEDIATE;  -- a table with checks outstanding cannot be altered
    ALTER TABLE privacy_look_up DISABLE TRIGGER USER;
    DELETE FROM privacy_look_up AS log WHERE log.line <= upto;
    ALTER TABLE privacy_look_up ENABLE TRIGGER USER;
    SET CONSTRAINTS ALL DEFERRED;
END $$;
REVOKE ALL ON FUNCTION privacy_shorten_log(bigint) FROM PUBLIC;
"""
_GRANT = f'GRANT EXECUTE ON FUNCTION privacy_shorten_log(bigint) TO "{settings.APP_ROLE}"'


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_look_up_log")]

    operations = [
        migrations.AddField(model_name="logend", name="cut", field=models.BigIntegerField(default=0)),
        migrations.AddField(
            model_name="logend",
            name="cut_digest",
            field=models.CharField(blank=True, db_comment="of the line `cut`", default="", max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="logend",
            name="seal",
            field=models.CharField(blank=True, db_comment="HMAC over `cut` and its digest", default="", max_length=64),
            preserve_default=False,
        ),
        migrations.RunSQL(_SHORTEN, "DROP FUNCTION privacy_shorten_log(bigint)"),
        migrations.RunSQL(_GRANT, migrations.RunSQL.noop),
    ]
