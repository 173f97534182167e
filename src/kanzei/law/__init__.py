"""Instruments: read, checked, replayed into versions of provisions and sets, compiled."""
