"""What screens share: text, links, notices, actions, tables, forms, filters, figures."""
