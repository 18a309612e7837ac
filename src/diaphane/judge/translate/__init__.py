"""How good translated pictures are: distances between sets of pictures, and what was kept."""
