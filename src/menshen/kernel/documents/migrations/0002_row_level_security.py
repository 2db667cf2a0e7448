from django.db import migrations

from menshen.kernel.scope.rls import protect


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial"), ("scope", "0002_functions")]

    operations = [protect("documents_document")]
