"""Strict local stand-ins of the Zalo Official Account and Messenger (Graph) APIs.

Nothing here is shared with the product: the rules are written a second time, from the platforms'
own words, so that a mistake in a channel cannot hide behind the same mistake in its test.
"""
