"""The groups of the command line; ``manage.py`` gathers them."""
