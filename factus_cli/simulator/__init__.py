"""A Factus of our own, written from its documentation and independent of everything that sends to it."""
