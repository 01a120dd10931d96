"""What a person sees: one file a page, each defines ``page(actor)``."""
