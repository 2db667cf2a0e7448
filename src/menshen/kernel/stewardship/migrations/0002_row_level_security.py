from django.db import migrations

from menshen.kernel.scope.rls import append_only, protect


class Migration(migrations.Migration):
    dependencies = [("stewardship", "0001_initial")]

    operations = [protect("privacy_export"), append_only("privacy_export")]
