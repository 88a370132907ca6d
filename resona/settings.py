"""Settings. Everything that differs between machines comes from the environment: see resona/OPERATIONS.md."""

from __future__ import annotations

from pathlib import Path

import environ
from django.urls import reverse_lazy

from resona import api_examples, api_tags
from resona.env import certificates, metrics_token, networks, pool_options, production_database, read_secrets
from resona.logs import log_format
from resona.postgres import roles
from resona.postgres.embedded import default_state_directory

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()

# Where this runs: DATABASE_URL makes it production
IS_PRODUCTION = bool(env.str("DATABASE_URL", default=""))
STATE_DIRECTORY = Path(env.str("RESONA_STATE_DIR", default="") or default_state_directory(BASE_DIR))

secrets = read_secrets(env, None if IS_PRODUCTION else STATE_DIRECTORY)
SECRET_KEY = secrets.secret_key
RESONA_KEYRING = secrets.keyring

DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if IS_PRODUCTION else ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# The address people reach this site at: links in crisis e-mails start with it.
SITE_URL = env.str("SITE_URL", default="" if IS_PRODUCTION else "http://127.0.0.1:8000")

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "procrastinate.contrib.django",
    "resona",
    "resona.postgres",
    "resona.accounts",
    "resona.audit",
    "resona.compliance",
    "resona.sign_in",
    "conversations",
    "baselines",
    "risk",
    "resona.care",
    "interfaces",
    "resona.analysis",
    "resona.integrations",
]

MIDDLEWARE = [
    "resona.request_ids.RequestIdMiddleware",
    "resona.metrics.counting.MetricsMiddleware",
    "resona.api.compression.ApiCompressionMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "resona.headers.SecurityHeadersMiddleware",
    "resona.sign_in.cross_origin.CrossOriginMiddleware",
    "resona.api.bodies.BoundedFormsMiddleware",
    "resona.compression.CompressionMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "resona.audit.middleware.ActingMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "resona.sign_in.completion.CompleteSignInMiddleware",
    "resona.sign_in.rate_limits.RateLimitMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "resona.audit.access_middleware.AccessMiddleware",
]

ROOT_URLCONF = "resona.urls"
WSGI_APPLICATION = "resona.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "resona" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "resona.site.printing.printed",
            ],
        },
    },
]

# Database
DATABASES = {
    "default": production_database(env)
    if IS_PRODUCTION
    else {
        "ENGINE": "resona.postgres.backend",
        "NAME": "resona",
        "USER": roles.APP,
        "OWNER": {"USER": roles.OWNER},
        "ROTATOR": {"USER": roles.ROTATOR},
        "OPTIONS": {"embedded_state_directory": STATE_DIRECTORY, "pool": pool_options(env)},
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Who comes in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["resona.accounts.backends.RoleBackend"]
PASSWORD_HASHERS = [
    "resona.sign_in.hashers.PasswordHasher",
    # What older passwords are kept with; each is hashed anew when it is next given.
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
SESSION_ENGINE = "resona.accounts.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60  # seconds: one long working day
LOGIN_URL = reverse_lazy("admin:login")
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_MINUTES", default=30) * 60  # then whoever is away is signed out
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_PRODUCTION
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=IS_PRODUCTION)
SECURE_REDIRECT_EXEMPT = [r"^health/(ready/)?$", r"^metrics$"]  # asked by probes from within
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=365 * 24 * 3600 if IS_PRODUCTION else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_PRODUCTION
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"  # ids stand in addresses; CSRF protection needs it within the site

# Language and time
LANGUAGE_CODE = "en"
FORMAT_MODULE_PATH = "resona.site.formats"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

# Files served
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / ".static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if IS_PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# Development looks files up when they are asked for, and needs no collectstatic.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not IS_PRODUCTION

# API
# Bodies are limited by the API's views and, elsewhere, by a middleware: both answer 413 before anything is parsed.
DATA_UPLOAD_MAX_MEMORY_SIZE = None
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "resona.sign_in.authentication.BearerAuthentication",
        "resona.api.authentication.BrowserAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["resona.sign_in.permissions.RecordedScope"],
    "DEFAULT_THROTTLE_CLASSES": ["resona.sign_in.rate_limits.CallerThrottle"],
    "DEFAULT_RENDERER_CLASSES": ["resona.api.renderers.JsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["resona.api.parsers.StrictJsonParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "resona.api.problems.problem_response",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
# Requests a minute, of one process: far above what an app's server or a busy clinician needs, far below a flood.
RATE_LIMIT_CLIENT = env.int("RATE_LIMIT_CLIENT", default=12_000)  # of an API key or OAuth client
RATE_LIMIT_PERSON = env.int("RATE_LIMIT_PERSON", default=1_200)  # of a person or member of staff
API_TAGS, API_TAG_OF_PART = api_tags.TAGS, api_tags.OF_PART
API_CLOSED_CODES = api_tags.CLOSED_CODES
API_EXAMPLES_SENT, API_EXAMPLES_ANSWERED = api_examples.SENT, api_examples.ANSWERED
SPECTACULAR_SETTINGS = {
    "TITLE": "Resona",
    "DESCRIPTION": "Records sessions and reads what was found in them. Findings are observations with evidence.",
    "VERSION": "1",
    "DEFAULT_GENERATOR_CLASS": "resona.api.schema.OneDocument",
    "OAS_VERSION": "3.1.1",  # null and examples as in JSON Schema
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "resona.integrations.openapi.describe_webhooks",
    ],
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "SentimentEnum": ["positive", "neutral", "negative"],
        "InterpretationEnum": "risk.models.Dissonance.Interpretation",
        "RiskLevelEnum": "risk.finding_models.Level",
        "ResolutionEnum": "risk.step_models.Resolution",
        "ChosenResolutionEnum": "risk.serializers.RESOLUTIONS",
        "KindEnum": "resona.compliance.rights_models.GdprRequest.Kind",
        "CrisisEventStepKindEnum": "risk.step_models.CrisisEventStep.Kind",
        "DecisionStatusEnum": "resona.care.models.decisions.Decision.Status",
        "TaskOutcomeEnum": "resona.care.models.tasks.TaskOutcome",
        "WebhookEndpointStatusEnum": "resona.integrations.models.Integration.Status",
        "PrivacyRequestStateEnum": "resona.compliance.rights_models.GdprRequest.State",
    },
}

# Mail: a crisis is announced to the clinic's crisis address
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="resona@localhost")
EMAIL_TIMEOUT = 20  # seconds, so that a dead mail server fails the job, which is then retried

# Requests to other systems: https to public addresses, and whatever stands in these networks on the premises
OUTGOING_ALLOWED_NETWORKS = networks(env, "OUTGOING_ALLOWED_NETWORKS")
# Where the digest of the logs is told every hour, besides our own log
AUDIT_DIGEST_FILE: str = env.str("AUDIT_DIGEST_FILE", default="")
AUDIT_DIGEST_MAIL: str = env.str("AUDIT_DIGEST_MAIL", default="")
OUTGOING_CA_FILE = certificates(env, "OUTGOING_CA_FILE")

# Who may read /metrics; without it nothing is counted
METRICS_TOKEN: str = metrics_token(env)

# Logs: ids only, never content
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "resona.logs.ContentFreeFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        },
        "json": {"class": "resona.logs.JsonLineFormatter"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": log_format()}},
    # It would write the headers of requests at DEBUG.
    "loggers": {"httpcore2": {"level": "WARNING"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="WARNING")},
}

UNFOLD = {
    "SITE_TITLE": "Resona",
    "SITE_HEADER": "Resona",
    "SITE_SUBHEADER": "Observations with evidence",
    "SITE_SYMBOL": "graphic_eq",
    "SITE_URL": None,
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": "resona.site.navigation.icon"}],
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "ENVIRONMENT": "resona.site.records.zone_notice",
    "DASHBOARD_CALLBACK": "resona.site.start.begin",
    "STYLES": ["resona.site.navigation.stylesheet"],
    "SCRIPTS": ["resona.site.navigation.script", "resona.site.navigation.kept_script"],
    "SIDEBAR": {"navigation": "resona.site.navigation.sidebar"},
    "ACCOUNT": {
        "navigation": [
            {"title": "Change password", "link": reverse_lazy("admin:password_change")},
            {"title": "Second step", "link": reverse_lazy("sign_in:own")},
        ]
    },
    "BORDER_RADIUS": "8px",
    "COLORS": {
        # Teal: calm, and none of the colours that levels are shown in.
        "primary": {
            "50": "oklch(98.4% .014 180.7)",
            "100": "oklch(95.3% .051 180.8)",
            "200": "oklch(91% .096 180.4)",
            "300": "oklch(85.5% .138 181.1)",
            "400": "oklch(77.7% .152 181.9)",
            "500": "oklch(70.4% .14 182.5)",
            "600": "oklch(52% .1 184.7)",
            "700": "oklch(46% .09 186.4)",
            "800": "oklch(43.7% .078 188.2)",
            "900": "oklch(38.6% .063 188.4)",
            "950": "oklch(27.7% .046 192.5)",
        },
    },
}
