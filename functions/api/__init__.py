"""The HTTP API: one Chalice application behind API Gateway."""

import gc

# What a start imports stays; the usual 700 walk it again and again, which costs a cold start a twentieth.
gc.set_threshold(10_000, 20, 50)
