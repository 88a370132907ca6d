"""Resona's tests."""

import gc

# What pytest and Django loaded stays, and thousands of tests make objects by the million: walking them after every 700
# new ones, as is the default, takes a twelfth of the tests' time.
gc.set_threshold(50_000, 20, 20)
