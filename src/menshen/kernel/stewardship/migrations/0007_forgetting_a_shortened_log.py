from django.db import migrations

# As before; what was cut off the log before is forgotten with the rest.
_FORGET = """
CREATE OR REPLACE FUNCTION privacy_forget_logs(area text, whole boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM privacy_exit AS ending
        WHERE ending.area_code = area AND ending.destroying_at IS NOT NULL AND ending.destroyed_at IS NULL
    ) THEN
        RAISE EXCEPTION 'no destruction was begun in %', area;
    END IF;
    ALTER TABLE journal_entry DISABLE TRIGGER USER;
    UPDATE journal_entry SET detail = '{}', command_digest = ''
    WHERE area_code >= area AND area_code < area || ':' AND (detail <> '{}' OR command_digest <> '');
    ALTER TABLE journal_entry ENABLE TRIGGER USER;
    IF whole THEN
        ALTER TABLE privacy_look_up DISABLE TRIGGER USER;
        DELETE FROM privacy_look_up;
        ALTER TABLE privacy_look_up ENABLE TRIGGER USER;
        UPDATE privacy_log_end SET line = 0, digest = '', cut = 0, cut_digest = '', seal = '';
        ALTER TABLE privacy_export DISABLE TRIGGER USER;
        DELETE FROM privacy_export;
        ALTER TABLE privacy_export ENABLE TRIGGER USER;
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("stewardship", "0006_requests"), ("privacy", "0002_old_lines_go")]

    operations = [migrations.RunSQL(_FORGET, migrations.RunSQL.noop)]
