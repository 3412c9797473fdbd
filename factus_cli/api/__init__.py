"""Factus over HTTP."""
