"""Resona's platform: what no clinical app owns."""
