"""What a run is fed with: an order that depends on the seed alone, and mirror images where left and
right are alike.
"""

import numpy as np

from vidol.training.pictures.dataset import PictureDataset
from vidol.training.pictures.feed import PictureFeed


def shown(feed: PictureFeed, pictures: int) -> list[bytes]:
    return [
        picture.tobytes()
        for seen in range(0, pictures, feed.batch)
        for picture in feed.get(seen).arrays["pictures"]
    ]


def test_every_epoch_shows_every_picture_once_whatever_the_batch_and_the_processes(small) -> None:
    data = PictureDataset(small())
    one = PictureFeed(data, 16, 8, seed=3, mirror=True)
    two = [PictureFeed(data, 16, 8, seed=3, rank=rank, world=2, mirror=True) for rank in (0, 1)]
    whole = shown(one, 168)
    assert whole == shown(PictureFeed(data, 16, 14, seed=3, mirror=True), 168)
    assert (
        one.get(16).arrays["pictures"].tobytes()
        == two[0].get(16).arrays["pictures"].tobytes() + two[1].get(16).arrays["pictures"].tobytes()
    )
    plain = shown(PictureFeed(data, 16, 8, seed=3, mirror=False), 168)
    epochs = [sorted(plain[at : at + 56]) for at in (0, 56, 112)]
    assert epochs[0] == epochs[1] == epochs[2] and len(set(epochs[0])) == 56
    assert plain[:56] != plain[56:112]
    assert shown(PictureFeed(data, 16, 8, seed=4, mirror=False), 56) != plain[:56]


def test_half_are_mirrored_where_left_and_right_are_alike_and_none_where_not(small) -> None:
    data, lit = (
        PictureDataset(small(count=320)),
        PictureDataset(small(count=320, name="lit", lit=True)),
    )
    for dataset, wanted, mirrored in (
        (data, None, True),
        (lit, None, False),
        (lit, True, True),
        (data, False, False),
    ):
        feed = PictureFeed(dataset, 16, 8, seed=0, mirror=wanted)
        assert feed.mirror is mirrored
        as_they_are = shown(PictureFeed(dataset, 16, 8, seed=0, mirror=False), 560)
        turned = [now != plain for now, plain in zip(shown(feed, 560), as_they_are, strict=True)]
        assert 0.4 < np.mean(turned) < 0.6 if mirrored else not any(turned)
        for now, plain in zip(shown(feed, 560), as_they_are, strict=True):
            picture = np.frombuffer(plain, np.uint8).reshape(16, 16, 3)
            assert now in (plain, picture[:, ::-1].tobytes())
