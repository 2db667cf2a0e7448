"""The entry of the web server: `granian --interface wsgi menshen.config.wsgi:application`."""

from __future__ import annotations

from django.core.handlers.wsgi import WSGIHandler

from menshen.config.boot import set_up_database, set_up_django

set_up_database()
set_up_django()
application = WSGIHandler()
