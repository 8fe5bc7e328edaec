"""Strict local stand-ins of the Zalo Official Account and Messenger (Graph) APIs.

Nothing here is shared with the product: the rules are written a second time, from the platforms'
own words, so that a mistake in a channel cannot hide behind the same mistake in its test.

    with SimulatedPlatforms(echo=True) as platforms:
        start_the_bot(environment=platforms.environment())
        platforms.connect("http://127.0.0.1:8000")
        platforms.send_zalo(platforms.zalo.text("246845883529197922", "xin chào"))
        ...
        platforms.sent("zalo")
"""
