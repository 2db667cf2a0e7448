from django.db import migrations

TABLES = ("policy_rule", "policy_risk_area", "policy_threshold", "policy_team_role")
CHANGEABLE = "{state,valid_until,approved_by_id,approved_at,verified_document,verified_grade}"

FORWARD = """
CREATE FUNCTION policy_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(OLD) - 'CHANGEABLE'::text[] <> to_jsonb(NEW) - 'CHANGEABLE'::text[] THEN
        RAISE EXCEPTION 'a row of % is never rewritten: end it and add another', TG_TABLE_NAME;
    END IF;
    IF COALESCE(NEW.valid_until, 'infinity') > COALESCE(OLD.valid_until, 'infinity') THEN
        RAISE EXCEPTION 'a row of % is never made to last longer: add another', TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION policy_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE policy_revision SET stamp = gen_random_uuid();
    RETURN NULL;
END $$;
INSERT INTO policy_revision (stamp) VALUES (gen_random_uuid());
""".replace("CHANGEABLE", CHANGEABLE)
BACKWARD = "DROP FUNCTION policy_refuse_rewriting(); DROP FUNCTION policy_stamp(); DELETE FROM policy_revision;"


def triggers(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_is_never_rewritten BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION policy_refuse_rewriting();"
        f"CREATE TRIGGER {table}_is_stamped AFTER INSERT OR UPDATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION policy_stamp();",
        f"DROP TRIGGER {table}_is_never_rewritten ON {table}; DROP TRIGGER {table}_is_stamped ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("policy", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD), *(triggers(table) for table in TABLES)]
