"""A report in the formats that other programs show: JUnit, GitHub, a page for a browser."""
