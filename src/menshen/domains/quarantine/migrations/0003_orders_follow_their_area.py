from django.db import migrations

# As before, but for one thing: when an area has got another code, its orders follow it there.
GUARD = """
CREATE OR REPLACE FUNCTION quarantine_guard_order() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    broken text;
BEGIN
    IF NEW.until_on > OLD.until_on THEN
        broken := 'an_order_is_never_made_longer';
    ELSIF OLD.ended_on IS NOT NULL AND NEW.ended_on IS DISTINCT FROM OLD.ended_on THEN
        broken := 'an_order_that_ended_stays_ended';
    ELSIF OLD.confirmed_at IS NOT NULL AND (
        NEW.confirmed_at, NEW.person_id, NEW.measure, NEW.starts_on, NEW.rule_id, NEW.rule, NEW.reasons
    ) IS DISTINCT FROM (
        OLD.confirmed_at, OLD.person_id, OLD.measure, OLD.starts_on, OLD.rule_id, OLD.rule, OLD.reasons
    ) THEN
        broken := 'a_confirmed_order_is_never_rewritten';
    ELSIF OLD.confirmed_at IS NOT NULL AND NEW.area_code <> OLD.area_code AND NOT EXISTS (
        SELECT FROM scope_area WHERE code = OLD.area_code AND closed_on IS NOT NULL
    ) THEN
        broken := 'a_confirmed_order_is_never_rewritten';
    ELSE
        RETURN NEW;
    END IF;
    RAISE EXCEPTION USING MESSAGE = broken, CONSTRAINT = broken, ERRCODE = 'check_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("quarantine", "0002_row_level_security"), ("scope", "0002_functions")]

    operations = [migrations.RunSQL(GUARD, migrations.RunSQL.noop)]
