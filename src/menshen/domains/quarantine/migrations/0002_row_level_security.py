from django.db import migrations

from menshen.kernel.scope.rls import protect

# The last check of what no code may do: make an order longer, revive one that ended, rewrite one that was confirmed.
GUARD = """
CREATE FUNCTION quarantine_guard_order() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    broken text;
BEGIN
    IF NEW.until_on > OLD.until_on THEN
        broken := 'an_order_is_never_made_longer';
    ELSIF OLD.ended_on IS NOT NULL AND NEW.ended_on IS DISTINCT FROM OLD.ended_on THEN
        broken := 'an_order_that_ended_stays_ended';
    ELSIF OLD.confirmed_at IS NOT NULL AND (
        NEW.confirmed_at, NEW.person_id, NEW.area_code, NEW.measure, NEW.starts_on, NEW.rule_id, NEW.rule, NEW.reasons
    ) IS DISTINCT FROM (
        OLD.confirmed_at, OLD.person_id, OLD.area_code, OLD.measure, OLD.starts_on, OLD.rule_id, OLD.rule, OLD.reasons
    ) THEN
        broken := 'a_confirmed_order_is_never_rewritten';
    ELSE
        RETURN NEW;
    END IF;
    RAISE EXCEPTION USING MESSAGE = broken, CONSTRAINT = broken, ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER quarantine_order_is_guarded BEFORE UPDATE ON quarantine_order
    FOR EACH ROW EXECUTE FUNCTION quarantine_guard_order();
"""


class Migration(migrations.Migration):
    dependencies = [("quarantine", "0001_initial")]

    operations = [
        protect("quarantine_site"),
        protect("quarantine_room"),
        protect("quarantine_order"),
        protect("quarantine_order_change"),
        protect("quarantine_placement"),
        protect("quarantine_team_seat"),
        protect("quarantine_health_check"),
        protect("quarantine_referral"),
        migrations.RunSQL(
            GUARD,
            "DROP TRIGGER quarantine_order_is_guarded ON quarantine_order; DROP FUNCTION quarantine_guard_order();",
        ),
    ]
