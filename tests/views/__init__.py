"""Views, as people and browsers meet them."""
