"""What else moved: why a goal went as it did besides the plans that were paid."""
