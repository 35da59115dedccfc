"""Verbs of the product. Every write of a spec goes through `change`, every read through `visible_to`."""
