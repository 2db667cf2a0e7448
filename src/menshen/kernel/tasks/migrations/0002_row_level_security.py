from django.db import migrations

from menshen.kernel.scope.rls import protect


class Migration(migrations.Migration):
    dependencies = [("tasks", "0001_initial")]

    operations = [
        protect("tasks_task"),
    ]
