from django.db import migrations

from menshen.kernel.scope.rls import REFUSE_CHANGE


class Migration(migrations.Migration):
    dependencies = [("scope", "0001_initial")]

    operations = [REFUSE_CHANGE]
