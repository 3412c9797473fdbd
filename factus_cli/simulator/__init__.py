"""A Factus of our own, written from its documentation; it never imports factus_cli.api."""
