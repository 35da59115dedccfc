"""System checks: production does not start with an unsafe setting or with accounts whose password is known."""
