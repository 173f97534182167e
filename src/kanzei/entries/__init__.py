"""Entry lines in files: columns, forms, layouts; reading, folding, split articles, writing."""
