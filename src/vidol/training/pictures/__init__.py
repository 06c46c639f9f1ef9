"""What only trainings of pictures need: datasets, feeds, augmentation, metrics."""
