"""Speed beside a plain, well-made Django admin over the same people: ``make bench``."""
