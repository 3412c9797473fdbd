"""The command line that sends a month of Colombian electronic invoices through Factus."""

__version__ = "0.1.0"
