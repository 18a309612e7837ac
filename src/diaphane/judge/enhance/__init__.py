"""How good enhanced pictures are: figures with intervals, and reports with pictures."""
