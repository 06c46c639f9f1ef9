"""What every trained model shares: datasets, runs, metrics. Modules that need torch say so and are
imported where they are used.
"""
