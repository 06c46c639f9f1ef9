"""What verbs share that are put together from models: options on the command line,
and a terminal.
"""
