from django.db import migrations

from menshen.kernel.scope.rls import protect


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial")]

    operations = [
        protect("registry_dwelling"),
        protect("registry_household"),
        protect("registry_person"),
        protect("registry_residence"),
        protect("registry_contact_point"),
        protect("registry_special_need"),
        protect("registry_organisation"),
    ]
