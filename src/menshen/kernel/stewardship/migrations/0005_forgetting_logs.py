from django.conf import settings
from django.db import migrations

from menshen.kernel.scope.rls import protect

# Runs as the owner: the application may not change what is append-only. It does nothing unless the destruction after an
# end of collection was begun there by two people, and sees only the rows that row-level security shows the caller.
_FORGET = """
CREATE FUNCTION privacy_forget_logs(area text, whole boolean) RETURNS void
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
        UPDATE privacy_log_end SET line = 0, digest = '';
        ALTER TABLE privacy_export DISABLE TRIGGER USER;
        DELETE FROM privacy_export;
        ALTER TABLE privacy_export ENABLE TRIGGER USER;
    END IF;
END $$;
REVOKE ALL ON FUNCTION privacy_forget_logs(text, boolean) FROM PUBLIC;
"""
_GRANT = f'GRANT EXECUTE ON FUNCTION privacy_forget_logs(text, boolean) TO "{settings.APP_ROLE}"'


class Migration(migrations.Migration):
    dependencies = [("stewardship", "0004_exits")]

    operations = [
        protect("privacy_exit"),
        migrations.RunSQL(_FORGET, "DROP FUNCTION privacy_forget_logs(text, boolean)"),
        migrations.RunSQL(_GRANT, migrations.RunSQL.noop),
    ]
