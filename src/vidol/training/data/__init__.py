"""What datasets of any kind are: rights, tags, shards, a manifest; made once, read many times.

    manifest.py    what a dataset and each of its items say of themselves
    dataset.py     a dataset that is read
    writer.py      one that is made
    conditions.py  tags and classes as what a model can be asked for

Pictures' own part is vidol.training.pictures.dataset.
"""
