"""The engine: order, concurrency, recovery. No HTTP, no SQL."""
