"""How good a segmentation is: figures with intervals, and reports with pictures."""
