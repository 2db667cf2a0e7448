"""The URL root: the desk, the API, the open pages, and what modules serve themselves."""

from __future__ import annotations

from django.urls import include, path

from menshen.gateway.api.root import build
from menshen.kernel.base.modules import all_modules

urlpatterns = [
    *(path("", include(module.urls)) for module in all_modules() if module.urls),
    path("api/v1/", build().urls),
    path("", include("menshen.gateway.public.urls")),
    path("", include("menshen.gateway.desk.urls")),
]
