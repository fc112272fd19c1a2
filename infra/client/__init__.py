"""A typed client of the API: ``api`` is written by ``python -m infra.client`` from the OpenAPI document."""
