"""People, teams, and how one comes into the other. Knows nothing of specs."""
