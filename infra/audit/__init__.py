"""The audit and its seal, looked at from outside."""
