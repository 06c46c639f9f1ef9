"""Makes metrics.json: what torch-fidelity and prdc say of the inputs defined here. Their code is
run, never copied.

    python -m venv reference && cd reference
    bin/pip install 'torch==2.13.0' numpy scipy scikit-learn pillow tqdm      # any CPU build
    bin/pip install --no-deps 'torchvision==0.28.0' 'torch-fidelity==0.4.0' 'prdc==0.2'
    bin/python FOLDER-OF-VIDOL/tests/training/reference/make.py

torchvision's wheels bring operators for CUDA only; torch-fidelity needs none of them, so two of
their signatures are declared first. The tests take the inputs from here, so this file imports at
its top what they have too: numpy alone.
"""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from unittest import mock

import numpy as np

SEED = 2020
SUBSETS, SUBSET = 7, 100


def inputs():
    """Real (400, 24) and fake (300, 24) features of different mean, scale and correlation, and
    scores (500, 12) of a classifier.
    """
    random = np.random.Generator(np.random.Philox(SEED))
    mixing = random.standard_normal((24, 24)) / 5
    real = random.standard_normal((400, 24)) @ mixing + 0.3
    fake = random.standard_normal((300, 24)) @ (mixing * 1.15) + 0.34
    fake[:40] = fake[:1] + 0.01 * random.standard_normal((40, 24))
    return real, fake, 3 * random.standard_normal((500, 12))


def filled(name, shape):
    """A weight of Inception by its name: of a scale that keeps signals alive through all layers."""
    if name.endswith("num_batches_tracked"):
        return np.zeros(shape, np.int64)
    drawn = (
        np.random.Generator(np.random.Philox(zlib.crc32(name.encode())))
        .standard_normal(shape)
        .astype(np.float32)
    )
    if name.endswith((".bn.weight", "running_var")):
        return 1 + np.float32(0.1) * np.abs(drawn)
    if name.endswith(("bias", "running_mean")):
        return np.float32(0.1) * drawn
    return drawn * np.float32(np.sqrt(2 / max(1, np.prod(shape[1:]))))


def picture():
    """Two pictures of Inception's own size, (2, 299, 299, 3): no resizing is compared."""
    return np.random.Generator(np.random.Philox(SEED)).integers(0, 256, (2, 299, 299, 3), np.uint8)


def main():
    import torch

    library = torch.library.Library("torchvision", "DEF")
    library.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    library.define("qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    import prdc
    import torch_fidelity
    from torch_fidelity.feature_extractor_inceptionv3 import FeatureExtractorInceptionV3
    from torch_fidelity.metric_fid import fid_features_to_statistics, fid_statistics_to_metric
    from torch_fidelity.metric_isc import isc_features_to_metric
    from torch_fidelity.metric_kid import kid_features_to_metric

    real, fake, scores = inputs()
    tensors = torch.from_numpy(real), torch.from_numpy(fake)
    fid = fid_statistics_to_metric(
        *(fid_features_to_statistics(part) for part in tensors), verbose=False
    )
    kid = kid_features_to_metric(
        *tensors, kid_subsets=SUBSETS, kid_subset_size=SUBSET, rng_seed=SEED, verbose=False
    )
    score = isc_features_to_metric(torch.from_numpy(scores), 10, False, SEED)
    manifold = prdc.compute_prdc(real_features=real, fake_features=fake, nearest_k=5)

    # Built without its weights, which are not here: the definition is what is compared, filled with
    # weights of our own.
    with (
        torch.device("meta"),
        mock.patch("torch.load"),
        mock.patch.object(FeatureExtractorInceptionV3, "load_state_dict"),
    ):
        network = FeatureExtractorInceptionV3(
            "inception", ["2048", "logits_unbiased"], feature_extractor_weights_path="none"
        )
    shapes = {name: list(tensor.shape) for name, tensor in network.state_dict().items()}
    network.load_state_dict(
        {name: torch.from_numpy(np.asarray(filled(name, shape))) for name, shape in shapes.items()},
        assign=True,
    )
    network.eval()
    with torch.no_grad():
        features, logits = network(torch.from_numpy(picture()).permute(0, 3, 1, 2).contiguous())

    values = {
        "made_with": {
            "torch-fidelity": torch_fidelity.__version__,
            "prdc": "0.2",
            "torch": torch.__version__,
            "numpy": np.__version__,
        },
        "inputs": {
            "real_sum": float(real.sum()),
            "fake_sum": float(fake.sum()),
            "scores_sum": float(scores.sum()),
        },
        "fid": fid["frechet_inception_distance"],
        "kid_mean": kid["kernel_inception_distance_mean"],
        "kid_std": kid["kernel_inception_distance_std"],
        "isc_mean": score["inception_score_mean"],
        "isc_std": score["inception_score_std"],
        "density": float(manifold["density"]),
        "coverage": float(manifold["coverage"]),
        "inception": {
            "shapes": {name: " ".join(map(str, shape)) for name, shape in shapes.items()},
            "features": features[:, ::64].tolist(),
            "features_mean": features.mean(1).tolist(),
            "logits": logits[:, ::48].tolist(),
        },
    }
    Path(__file__).with_name("metrics.json").write_text(
        json.dumps(values, indent=1) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
