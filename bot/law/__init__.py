"""The law of voluntary social insurance as dated data and pure functions of it."""
