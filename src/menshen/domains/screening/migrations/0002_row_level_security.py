from django.db import migrations

from menshen.kernel.scope.rls import protect


class Migration(migrations.Migration):
    dependencies = [("screening", "0001_initial")]

    operations = [
        protect("screening_campaign"),
        protect("screening_campaign_share"),
        protect("screening_campaign_household"),
        protect("screening_attempt"),
        protect("screening_departure"),
        protect("screening_arrival"),
    ]
