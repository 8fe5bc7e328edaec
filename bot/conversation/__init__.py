"""Channel-neutral chat: messages, state, effects and the engine."""
