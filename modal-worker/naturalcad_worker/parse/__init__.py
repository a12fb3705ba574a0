"""Documents into pages of elements with boxes. Everything but `service` runs in a confined child."""
