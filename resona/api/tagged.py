"""Answers that whoever asked may keep: what changes rarely, and is asked for often."""

from __future__ import annotations

from typing import Any

from django.utils.cache import patch_vary_headers
from rest_framework.request import Request

from resona.api.views import ApiView


class TaggedView(ApiView):
    """Reads what changes rarely. Whoever asked may keep the answer, and nothing on the way may."""

    cache_control = "private, no-cache"  # kept, and asked again whether it still holds

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """What may be kept is an answer, never an error."""
        final = super().finalize_response(request, response, *args, **kwargs)
        if "ETag" in final:
            final["Cache-Control"] = self.cache_control
            patch_vary_headers(final, ("Authorization", "Cookie"))
        return final
