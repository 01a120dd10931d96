"""The other side: a Django project as a careful developer would set it up."""
