"""What is owed back on an entry, why, by which remedy and until when: two assessments held apart from what was filed. Pure: no file is read or written here."""
