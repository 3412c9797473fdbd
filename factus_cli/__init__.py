"""The command line that sends a month of Colombian electronic invoices through Factus."""
