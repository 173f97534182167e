"""What tariffs do: effective rates and revenue, trade, prices and welfare. Floats are at home here and nowhere below."""
