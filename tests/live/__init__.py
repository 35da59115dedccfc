"""Sockets: what they let in, what they tell, and when they end."""
