"""Duty: the situation, the evaluator, the duty stack, its two interpreters, the explanation."""
