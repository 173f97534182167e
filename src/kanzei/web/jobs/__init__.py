"""Accepted work: written down before it is promised, done in a process of its own, taken up again after any end of the server."""
