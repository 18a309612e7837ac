"""Numpy on pixels: windows, resampling, what enters a network and how it is drawn."""
