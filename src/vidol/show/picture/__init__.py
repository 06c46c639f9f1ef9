"""What is visible: the composition of a frame and how it is drawn."""
