from django.db import migrations

# As before, but for one thing: when an area has got another code, the rows that speak for it say the new one.
GUARD = """
CREATE OR REPLACE FUNCTION policy_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changeable text[] := '{state,valid_until,approved_by_id,approved_at,verified_document,verified_grade}';
BEGIN
    IF EXISTS (SELECT FROM scope_area WHERE code = to_jsonb(OLD) ->> 'jurisdiction' AND closed_on IS NOT NULL) THEN
        changeable := changeable || 'jurisdiction'::text;
    END IF;
    IF TG_OP = 'DELETE' OR to_jsonb(OLD) - changeable <> to_jsonb(NEW) - changeable THEN
        RAISE EXCEPTION 'a row of % is never rewritten: end it and add another', TG_TABLE_NAME;
    END IF;
    IF COALESCE(NEW.valid_until, 'infinity') > COALESCE(OLD.valid_until, 'infinity') THEN
        RAISE EXCEPTION 'a row of % is never made to last longer: add another', TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("policy", "0002_rows_are_never_rewritten"), ("scope", "0001_initial")]

    operations = [migrations.RunSQL(GUARD, migrations.RunSQL.noop)]
