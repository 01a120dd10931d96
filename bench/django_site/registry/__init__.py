"""Units, members and memberships in Django's way."""
