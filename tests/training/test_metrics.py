"""The mathematics of the metrics: what torch-fidelity and prdc say, and what must hold for any
features.
"""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vidol.training.pictures.metrics import wasserstein
from vidol.training.pictures.metrics.diversity import diversity
from vidol.training.pictures.metrics.frechet import Moments, distance, frechet, interval, moments
from vidol.training.pictures.metrics.inception_score import attribute_score, inception_score
from vidol.training.pictures.metrics.kernel import kid, mmd2
from vidol.training.pictures.metrics.manifold import manifold
from vidol.training.pictures.metrics.memorisation import memorisation
from vidol.training.pictures.metrics.mind_distance import mind
from vidol.training.pictures.metrics.neighbours import nearest, nearest_other

REFERENCE = Path(__file__).parent / "reference"
MADE = runpy.run_path(str(REFERENCE / "make.py"))
SAID = json.loads((REFERENCE / "metrics.json").read_text(encoding="utf-8"))
NEAR = 1e-4

sets = st.builds(
    lambda seed, n, d, spread: spread * np.random.default_rng(seed).standard_normal((n, d)) + 1,
    st.integers(0, 1000), st.integers(12, 60), st.integers(1, 12), st.floats(0.1, 10),
)  # fmt: skip


def test_the_inputs_are_those_the_references_were_made_of() -> None:
    for part, name in zip(MADE["inputs"](), ("real_sum", "fake_sum", "scores_sum"), strict=True):
        assert part.sum() == pytest.approx(SAID["inputs"][name])


def test_ours_agrees_with_torch_fidelity_and_prdc() -> None:
    real, fake, scores = MADE["inputs"]()
    assert frechet(real, fake) == pytest.approx(SAID["fid"], abs=NEAR)
    assert inception_score(scores) == pytest.approx((SAID["isc_mean"], SAID["isc_std"]), abs=NEAR)
    assert manifold(real, fake) == pytest.approx((SAID["density"], SAID["coverage"]), abs=NEAR)
    drawn = np.random.RandomState(MADE["SEED"])  # the subsets that torch-fidelity drew
    found = [
        mmd2(*(part[drawn.choice(len(part), MADE["SUBSET"], replace=False)] for part in (real,
            fake)))
        for _ in range(MADE["SUBSETS"])
    ]  # fmt: skip
    assert (np.mean(found), np.std(found)) == pytest.approx(
        (SAID["kid_mean"], SAID["kid_std"]), abs=NEAR
    )


@settings(max_examples=25, deadline=None)
@given(sets, st.integers(0, 100))
def test_a_set_is_no_distance_from_itself_and_order_says_nothing(features, seed) -> None:
    scale = np.square(features).sum(1).max()
    shuffled = np.random.default_rng(seed).permutation(features)
    assert frechet(features, shuffled) <= 1e-6 * scale
    assert mind(features, shuffled, count=16) <= 1e-9 * scale
    assert manifold(features, 1.1 * shuffled) == pytest.approx(manifold(features, 1.1 * features))
    assert manifold(features, shuffled).coverage == 1
    # unbiased: the pairs of a picture with itself count on one side alone
    assert mmd2(features, shuffled) <= 0
    assert diversity(features, shuffled).spread == pytest.approx(1)


@settings(max_examples=25, deadline=None)
@given(sets, st.integers(0, 100))
def test_turning_all_features_changes_no_distance(features, seed) -> None:
    random = np.random.default_rng(seed)
    other = features[random.permutation(len(features))[: len(features) // 2 + 3]] * 1.2 + 0.5
    turn = np.linalg.qr(random.standard_normal((features.shape[1],) * 2))[0]
    for metric in (
        frechet,
        mmd2,
        lambda a, b: manifold(a, b).coverage,
        lambda a, b: nearest(b, a)[0].sum(),
    ):
        assert metric(features @ turn, other @ turn) == pytest.approx(
            metric(features, other), rel=1e-6, abs=1e-6
        )
    assert frechet(features, other) == pytest.approx(frechet(other, features), rel=1e-6, abs=1e-6)


def test_fewer_pictures_than_features_take_another_way_to_the_same_distance() -> None:
    random = np.random.default_rng(10)
    real, fake = random.standard_normal((30, 40)), 1.5 * random.standard_normal((25, 40)) + 0.3
    assert frechet(real, fake) == pytest.approx(distance(moments(real), moments(fake)), rel=1e-6)


@given(st.floats(0, 5), st.floats(0.1, 4), st.floats(0.1, 4))
def test_the_frechet_distance_of_two_normal_distributions_is_known(shift, a, b) -> None:
    """Of commuting covariances: |m|^2 + sum (sqrt a - sqrt b)^2 (Dowson and Landau 1982)."""
    d = 4
    ours = Moments(np.zeros(d), a * np.eye(d))
    theirs = Moments(np.full(d, shift), b * np.eye(d))
    assert distance(ours, theirs) == pytest.approx(
        d * shift**2 + d * (a**0.5 - b**0.5) ** 2, abs=1e-8
    )


def test_a_shift_by_t_is_three_t_squared_in_mind() -> None:
    """The mean of (u . t)^2 over directions is |t|^2 / D."""
    features = np.random.default_rng(0).standard_normal((50, 6))
    assert mind(features, features + 0.7, count=60_000) == pytest.approx(3 * 6 * 0.7**2, rel=0.02)


def test_kid_of_one_distribution_is_zero_and_fewer_pictures_do_not_bias_it() -> None:
    random = np.random.default_rng(1)
    for n in (60, 400):
        found = [
            kid(random.standard_normal((n, 8)), random.standard_normal((n, 8)), count=20, seed=seed)
            for seed in range(40)
        ]
        values = np.array([one.value for one in found])
        assert abs(values.mean()) < 3 * values.std() / np.sqrt(len(values))
        assert np.mean([one.low <= 0 <= one.high for one in found]) >= 0.8


def test_the_bootstrap_interval_holds_the_distance_and_narrows_with_more_pictures() -> None:
    random = np.random.default_rng(2)
    widths = []
    for n in (100, 1600):
        real, fake = random.standard_normal((n, 5)), random.standard_normal((n, 5)) + 0.5
        low, high = interval(real, fake, resamples=60)
        assert low < frechet(real, fake) < high
        widths.append(high - low)
    assert widths[1] < widths[0] / 2


def test_moments_weigh_rows_as_repeating_them_does() -> None:
    features = np.random.default_rng(3).standard_normal((20, 3))
    counts = np.random.default_rng(4).integers(0, 4, 20)
    for ours, theirs in zip(
        *(
            (one.mean, one.covariance)
            for one in (moments(features, counts), moments(np.repeat(features, counts, 0)))
        ),
        strict=True,
    ):
        np.testing.assert_allclose(ours, theirs, atol=1e-12)


def test_neighbours_are_those_that_all_distances_give() -> None:
    random = np.random.default_rng(5)
    base, queries = random.standard_normal((1500, 7)) + 100, random.standard_normal((1100, 7)) + 100
    every = np.linalg.norm(queries[:, None] - base, axis=2)
    far, which = nearest(queries, base)
    np.testing.assert_allclose(far, every.min(1), atol=1e-9)
    np.testing.assert_array_equal(which, every.argmin(1))
    own = np.sort(np.linalg.norm(queries[:200, None] - queries[:200], axis=2), axis=1)
    np.testing.assert_allclose(nearest_other(queries[:200], 3), own[:, 3], atol=1e-9)


def test_copies_are_memorised_and_new_pictures_are_not() -> None:
    random = np.random.default_rng(6)
    train, *others = random.standard_normal((5, 300, 6))
    held_out, new = (others[0], others[1]), (others[2], others[3])
    fresh = memorisation(train, held_out, new)
    assert fresh.memorised < 0.12 and fresh.authentic > 0.3
    # copies, and mirror images of training pictures
    for fakes in ((train + 1e-3, new[1]), (new[0], train + 1e-3)):
        copied = memorisation(train, held_out, fakes)
        assert copied.memorised == 1 and copied.authentic == 0


def test_repeated_pictures_and_a_narrow_set_are_noticed() -> None:
    random = np.random.default_rng(7)
    real, other = random.standard_normal((2, 400, 6))
    few = other[random.integers(0, 40, 400)]
    assert diversity(real, other).repeated < 0.12 and diversity(real, few).repeated > 0.9
    assert diversity(real, 0.5 * other).spread == pytest.approx(0.5, abs=0.03)
    assert manifold(real, few).coverage < 0.5 * manifold(real, other).coverage


def test_the_attribute_score_lies_between_one_answer_and_all_of_them() -> None:
    sure = 50 * np.eye(4)[np.arange(400) % 4]
    assert attribute_score([sure]) == pytest.approx(4)
    # the geometric mean of 4 and 1
    assert attribute_score([sure, sure[:, :2] * 0]) == pytest.approx(2)
    assert attribute_score([sure[:1].repeat(400, 0)]) == pytest.approx(1)


@pytest.mark.parametrize("side", [16, 40, 64])
def test_a_pyramid_adds_up_to_the_picture(side) -> None:
    pictures = np.random.default_rng(8).integers(0, 256, (3, side, side, 3)).astype(np.float32)
    levels = wasserstein.pyramid(pictures)
    whole = levels[-1]
    for level in reversed(levels[:-1]):
        whole = level + wasserstein.enlarged(whole, level.shape[1])
    np.testing.assert_allclose(whole, pictures, atol=1e-3)
    assert whole.shape[1] == side and 16 <= levels[-1].shape[1] < 32


def test_the_sliced_wasserstein_distance_tells_at_which_scale_pictures_differ() -> None:
    random = np.random.default_rng(9)
    real, other = random.integers(0, 256, (2, 40, 64, 64, 3)).astype(np.uint8)
    blurred = other.astype(np.float32)
    for axis in (1, 2):
        blurred = (np.roll(blurred, 1, axis) + 2 * blurred + np.roll(blurred, -1, axis)) / 4
    brighter = np.minimum(other.astype(int) + 60, 255).astype(np.uint8)
    same, soft, light = (
        wasserstein.sliced_wasserstein(real, fake)
        for fake in (other, blurred.astype(np.uint8), brighter)
    )
    assert soft[0] > 20 * same[0]
    assert light[-1] > 5 * same[-1]
    assert wasserstein.sliced_wasserstein(real, real[::-1])[0] < 0.1 * soft[0]
