from django.apps import AppConfig


class GatewayConfig(AppConfig):
    name = "menshen.gateway"
    label = "gateway"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from menshen.gateway.desk.account.sessions import begin

        user_logged_in.connect(begin)
