"""The law of imports into Japan: its instrument files, its tables of lines, and the book compiled from both."""
