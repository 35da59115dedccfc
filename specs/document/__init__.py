"""The document engine: Markdown in, rows out, and back again, byte for byte. Imports no Django."""
