"""The command-line door: one file per command, listed in `config.cli`."""
