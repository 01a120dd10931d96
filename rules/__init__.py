"""What statutes and house rules say: standard library only, no clock, no session."""
