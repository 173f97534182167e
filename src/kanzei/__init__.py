"""Kanzei makes a trade deal executable: duty on a shipment, on its day, under the law as known on any day."""
