"""Pages of teams, invitations and one's own account."""
