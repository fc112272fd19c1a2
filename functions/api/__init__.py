"""The HTTP API: one Chalice application behind API Gateway."""
