from django.db import migrations

from menshen.kernel.scope.rls import protect


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_initial")]

    operations = [
        protect("reporting_due"),
        protect("reporting_submission"),
    ]
