from django.db import migrations

from menshen.kernel.scope.rls import protect


class Migration(migrations.Migration):
    dependencies = [("indicators", "0001_initial")]

    operations = [
        protect("indicators_area_figures"),
    ]
