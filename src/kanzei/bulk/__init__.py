"""The same law over streams of record batches: one function from a batch to a batch, fed by files, by DuckDB or by a cluster."""
