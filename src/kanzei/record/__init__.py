"""The record: who said what about which term or event, when, reported by whom, and what is in force."""
