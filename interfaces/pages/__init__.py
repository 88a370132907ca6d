"""Pages of the admin about what people see."""
