"""The user's own workbook with its wrong cells coloured and commented; not a byte of the rest is touched."""
