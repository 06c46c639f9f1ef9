"""The show: a character performs. Importing the room costs nothing; see docs/architecture.md.

script, events   what is to happen           speaking   events to takes: sound with times
timeline         takes to moments: the clock  picture    moments to pictures
outputs          where a performance goes     film, live, record, replay   performances
"""
