from django.apps import AppConfig


class GatewayConfig(AppConfig):
    name = "menshen.gateway"
    label = "gateway"
