"""Lints the migrations without making the linter one of the installed apps, which a clinic's server has no use for."""

import os

import django
from django.core.management import call_command
from django_migration_linter.management.commands.lintmigrations import Command

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "resona.settings")
django.setup()
call_command(Command())
