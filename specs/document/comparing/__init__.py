"""What changed from one document to another, for people who read it before they approve it."""
