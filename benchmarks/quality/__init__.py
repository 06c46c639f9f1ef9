"""Quality for compute: `vidol train face` beside other trainers, and its own losses and recipes
beside one another.

    tasks.py        trainings as folders on disk: run one per core, stopped and gone on with at any
    time
    material.py     the pictures: the same arrays for everyone, and a dataset of them for vidol
    ours.py         one training of vidol, by its command line
    peer.py         one training of a peer, by the peer's own trainer, in another environment
    environment.py  makes that environment
    compute.py      what a training picture costs us; pictures per second
    judging.py      one set of samples against held-out pictures
    page.py         what docs/quality.md shows

What is equal for all: the pictures, to the byte; one core and one thread each (two trainings at a
time on two cores); seconds of training, in which sampling, judging and starting do not count; three
learning rates, tried equally long and chosen by the same number on pictures that are neither
trained on nor tested with. What is not equal is said in docs/quality.md.
"""
