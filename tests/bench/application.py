"""Resona as a server process runs it, called in this process: the WSGI application with every middleware.

Not django.test.Client, whose own work would be measured too.
"""

from __future__ import annotations

import sys
from io import BytesIO
from typing import Any

from django.core.wsgi import get_wsgi_application

HOST = "localhost"


class Application:
    """Answers requests that bring an API key or, as browsers do, a cookie, as gunicorn's threads do."""

    def __init__(self, key: str = "", *, cookie: str = "") -> None:
        self._wsgi = get_wsgi_application()
        self._credential = {"HTTP_COOKIE": cookie} if cookie else {"HTTP_AUTHORIZATION": f"Bearer {key}"}

    def post(self, path: str, body: bytes) -> bytes:
        return self._answer({"REQUEST_METHOD": "POST", "PATH_INFO": path, "CONTENT_TYPE": "application/json"}, body)

    def get(self, path: str, query: str = "") -> bytes:
        return self._answer({"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query}, b"")

    def _answer(self, request: dict[str, str], body: bytes) -> bytes:
        """The body of the answer. Raises AssertionError unless it is one of success."""
        environ: dict[str, Any] = {
            "QUERY_STRING": "",
            **request,
            "SCRIPT_NAME": "",
            "SERVER_NAME": HOST,
            "SERVER_PORT": "443",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": HOST,
            **self._credential,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "https",
            "wsgi.input": BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        response: Any = self._wsgi(environ, lambda status, headers, exc_info=None: lambda data: None)
        try:
            answer = b"".join(response)
        finally:
            response.close()
        assert response.status_code in {200, 201}, answer
        return answer
