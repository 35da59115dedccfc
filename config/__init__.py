"""How Specroom is put together: settings, addresses, the server's entry points."""
