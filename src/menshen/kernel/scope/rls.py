"""Row-level security: the database's own check of the area scope.

A transaction says whose eyes it looks through with three local settings: `menshen.lo` and `menshen.hi` bound the
viewer's areas, `menshen.also` (a regular expression, empty for one subtree) narrows the bounds to several subtrees.
Unset settings let nothing through. They must be read as `NULLIF(current_setting(…, true), '')`: on a pooled
connection a setting that was local to an earlier transaction reads as the empty string, which would otherwise
compare as the smallest code and let every row through.
"""

from __future__ import annotations

from django.conf import settings
from django.db import migrations

_LO = "NULLIF(current_setting('menshen.lo', true), '')"
_HI = "NULLIF(current_setting('menshen.hi', true), '')"
_ALSO = "NULLIF(current_setting('menshen.also', true), '')"


def _policy(table: str, column: str) -> str:
    # CASE and not OR: the planner expects half of the rows behind it, where it would expect one in 200 of the OR and
    # then join tables of a million rows as if they held a handful.
    bounded = (
        f"{column} >= {_LO} AND {column} < {_HI} AND CASE WHEN {_ALSO} IS NULL THEN true ELSE {column} ~ {_ALSO} END"
    )
    return (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY;"
        f"CREATE POLICY within_scope ON {table} USING ({bounded}) WITH CHECK ({bounded});"
    )


def protect(table: str, column: str = "area_code") -> migrations.RunSQL:
    """A migration step that lets a viewer read and write only rows of the own areas."""
    return migrations.RunSQL(
        _policy(table, column),
        f"DROP POLICY within_scope ON {table};"
        f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;"
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
    )


def append_only(table: str) -> migrations.RunSQL:
    """A migration step after which no statement changes or deletes a row of the table.

    The application has no right to; the owner, who could take it, is refused by a trigger.
    """
    application = f'"{settings.APP_ROLE}"'
    return migrations.RunSQL(
        f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {application};"
        f"CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION menshen_refuse_change();",
        f"DROP TRIGGER {table}_is_append_only ON {table}; GRANT UPDATE, DELETE ON {table} TO {application};",
    )


REFUSE_CHANGE = migrations.RunSQL(
    "CREATE FUNCTION menshen_refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '% is append-only: a correction is a row of its own', TG_TABLE_NAME; END $$;",
    "DROP FUNCTION menshen_refuse_change();",
)
