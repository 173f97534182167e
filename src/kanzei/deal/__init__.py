"""The investment facility that bought a tariff cut: terms in two times, each side's reading, and who is paid what, to the cent."""
