"""One's own account: name, password, where one is signed in."""
