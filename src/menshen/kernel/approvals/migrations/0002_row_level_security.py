from django.db import migrations

from menshen.kernel.scope.rls import protect


class Migration(migrations.Migration):
    dependencies = [("approvals", "0001_initial"), ("scope", "0002_functions")]

    operations = [
        protect("approvals_request"),
        protect("approvals_decision"),
        protect("approvals_deputy"),
    ]
