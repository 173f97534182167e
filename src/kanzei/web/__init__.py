"""The second door: an HTTP interface and pages, on this machine. It holds no rules.

``app.py`` puts the parts together; ``api/`` has a module for each resource, ``pages/`` one for each page, ``jobs/`` keeps accepted work.
How to add one: docs/how-it-works/web.md.
"""
