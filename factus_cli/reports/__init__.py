"""Results written as files; one module for each format."""

from factus_cli.reports.model import Report, ReportDocument, ReportRow
from factus_cli.reports.write import write

__all__ = ["Report", "ReportDocument", "ReportRow", "write"]
