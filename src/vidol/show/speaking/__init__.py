"""From events to sound with times: lines, takes, and the performer who makes them."""
