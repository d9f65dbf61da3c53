"""Questions with known answers judge any callable that answers: metrics, certainty, a gate."""
