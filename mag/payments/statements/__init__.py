"""Bank statements: reading them, matching their lines with what we paid and claimed, and booking what they prove."""
