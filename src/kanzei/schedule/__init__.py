"""The tariff schedule: codes, column 1 general and special, column 2, by revision; rate texts."""

from __future__ import annotations

from kanzei.schedule.table import Column, Schedule, ScheduleLine

__all__ = ["Column", "Schedule", "ScheduleLine"]
