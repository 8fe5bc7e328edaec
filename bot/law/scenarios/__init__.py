"""Advice beyond one figure: comparing, planning and calculating backwards.

Everything is at today's prices: the law as it is known today, with those changes that are already
decided, coefficients of coming years 1. Every result says so in its `notes`.
"""
