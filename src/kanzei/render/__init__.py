"""Answers made visible: text tables, JSON, memoranda, the picture of both times.

Nothing here decides law or money; it only shows what the rooms above have answered.
"""
