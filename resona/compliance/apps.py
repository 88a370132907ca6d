"""Encryption today; consent, access log, export, erasure and retention stand here too."""

from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    name = "resona.compliance"
    label = "compliance"
    verbose_name = "Compliance"
