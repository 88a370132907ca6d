"""The entry point for asynchronous servers."""

import os

from django.core.asgi import get_asgi_application

from resona.checks import refuse_unsafe_production
from resona.loading import loading_for_good

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "resona.settings")

with loading_for_good():
    application = get_asgi_application()
refuse_unsafe_production()
