from django.db import migrations

from menshen.kernel.scope.rls import append_only, protect


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial"), ("scope", "0002_functions")]

    operations = [
        protect("journal_entry"),
        append_only("journal_entry"),
        migrations.RunSQL(
            "ALTER TABLE journal_entry ADD COLUMN written_in xid8 NOT NULL DEFAULT pg_current_xact_id();"
            "CREATE INDEX journal_by_transaction ON journal_entry (written_in);",
            "ALTER TABLE journal_entry DROP COLUMN written_in;",
        ),
    ]
