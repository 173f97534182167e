"""Duty on imports into Japan, in yen."""
