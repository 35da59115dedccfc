"""Verbs on people and teams; everyone of them says who acts (`by`)."""
