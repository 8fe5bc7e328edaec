"""Tables, sessions, migrations and encrypted columns."""
