from django.apps import AppConfig


class MenshenConfig(AppConfig):
    """Last in the list of apps: by then every module is registered."""

    name = "menshen.config"
    label = "config"

    def ready(self) -> None:
        from menshen.config import roles

        roles.register()
