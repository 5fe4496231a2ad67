"""The walled world: fake platforms on loopback, under their real names, for the demo and for tests."""
