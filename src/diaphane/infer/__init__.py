"""Run a trained model: load it, predict, say how sure it is and why."""
