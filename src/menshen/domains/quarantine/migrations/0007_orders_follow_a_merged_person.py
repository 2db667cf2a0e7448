from django.db import migrations

# As before, but for one thing: when the record of a person becomes part of another, its orders follow, and come back
# when that is undone. The one record says so of the other while they move.
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
        NEW.confirmed_at, NEW.measure, NEW.starts_on, NEW.rule_id, NEW.rule, NEW.reasons
    ) IS DISTINCT FROM (
        OLD.confirmed_at, OLD.measure, OLD.starts_on, OLD.rule_id, OLD.rule, OLD.reasons
    ) THEN
        broken := 'a_confirmed_order_is_never_rewritten';
    ELSIF OLD.confirmed_at IS NOT NULL AND NEW.area_code <> OLD.area_code AND NOT EXISTS (
        SELECT FROM scope_area WHERE code = OLD.area_code AND closed_on IS NOT NULL
    ) THEN
        broken := 'a_confirmed_order_is_never_rewritten';
    ELSIF OLD.confirmed_at IS NOT NULL AND NEW.person_id <> OLD.person_id AND NOT EXISTS (
        SELECT FROM registry_person
        WHERE (id, merged_into_id) IN ((OLD.person_id, NEW.person_id), (NEW.person_id, OLD.person_id))
    ) THEN
        broken := 'a_confirmed_order_is_never_rewritten';
    ELSE
        RETURN NEW;
    END IF;
    RAISE EXCEPTION USING MESSAGE = broken, CONSTRAINT = broken, ERRCODE = 'check_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("quarantine", "0006_living_row_level_security"),
        ("registry", "0004_duplicates_and_merges"),
    ]

    operations = [migrations.RunSQL(GUARD, migrations.RunSQL.noop)]
