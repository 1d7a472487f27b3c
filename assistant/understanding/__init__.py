"""What a message asks, of whom it speaks and who asks it, read from its wording alone."""
