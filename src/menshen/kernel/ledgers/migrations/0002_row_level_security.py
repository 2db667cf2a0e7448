from django.db import migrations

from menshen.kernel.scope.rls import protect


class Migration(migrations.Migration):
    dependencies = [("ledgers", "0001_initial")]

    operations = [
        protect("ledgers_import_run"),
    ]
