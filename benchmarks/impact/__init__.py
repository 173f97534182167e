"""Speed of the models of trade against the public code of the same models."""
