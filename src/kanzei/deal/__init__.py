"""The investment facility: terms, readings, contracts, waterfall, returns."""
