"""What a document is: pure values and arithmetic. No I/O, no clock, no globals."""
