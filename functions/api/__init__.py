"""The HTTP API: one Chalice application behind API Gateway."""

import gc

# What a start imports stays; with the usual 700 the collector walks it again and again.
gc.set_threshold(10_000, 20, 50)
