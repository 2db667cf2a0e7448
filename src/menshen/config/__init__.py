"""Settings, the database of an office PC, the command line: the only place that names every domain."""
