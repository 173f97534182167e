"""The third door: the operations of the command line as tools of the Model Context Protocol, on standard input and output, read only."""
