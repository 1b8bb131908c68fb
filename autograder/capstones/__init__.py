"""Models that are trained with nothing but a student's own functions; they earn badges."""
