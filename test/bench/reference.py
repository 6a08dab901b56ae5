"""What a Python user would sample with, timed: prints one JSON line per measurement.

reference.py numpy|torch          million elements a second in memory, per norm
reference.py write P COUNT FILE   NumPy makes COUNT corruptions of 3072 elements and saves them
"""

import json
import sys
import time

DIMENSIONS = 3072
IMAGES = 100
BLOCKS = 12
NORMS = [0.5, 1, 2, 5, 10, 50, 200, "inf"]


def best_rate(make):
    """Million elements a second of the fastest of several blocks."""
    best = min(timed(make) for _ in range(BLOCKS))
    return IMAGES * DIMENSIONS / best / 1e6


def timed(make):
    start = time.perf_counter()
    make()
    return time.perf_counter() - start


def numpy_generator(rng, p, count):
    """The Generator's own sampler nearest to norm p and nothing else: no power, norm or radius; signed for 1, 2 and inf."""
    import numpy as np

    size = (count, DIMENSIONS)
    if p == "inf":
        return rng.random(size, dtype=np.float32) * np.float32(2) - np.float32(1)
    if p == 1:
        return rng.laplace(size=size)
    if p == 2:
        return rng.standard_normal(size, dtype=np.float32)
    return rng.standard_gamma(1 / p, size, dtype=np.float32)


def numpy_recipe(rng, p, count):
    """Uniform in the unit Lp ball: Gamma(1/p), power, sign, normalise, radius."""
    import numpy as np

    if p == "inf":
        return rng.random((count, DIMENSIONS), dtype=np.float32) * np.float32(2) - np.float32(1)
    if p == 2:
        values = rng.standard_normal((count, DIMENSIONS), dtype=np.float32)
    else:
        values = rng.standard_gamma(1 / p, (count, DIMENSIONS), dtype=np.float32) ** np.float32(1 / p)
        values *= rng.integers(0, 2, (count, DIMENSIONS), dtype=np.int8) * 2 - 1
    norm = (np.abs(values) ** np.float32(p)).sum(1, keepdims=True, dtype=np.float64) ** (1 / p)
    radius = rng.random((count, 1)) ** (1 / DIMENSIONS)
    return values * (radius / norm).astype(np.float32)


def torch_recipe(torch, p, count):
    if p == "inf":
        return torch.rand(count, DIMENSIONS) * 2 - 1
    shape = torch.full((count, DIMENSIONS), 1 / p)
    values = torch.distributions.Gamma(shape, torch.ones(())).sample().pow(1 / p)
    values *= torch.randint(0, 2, (count, DIMENSIONS)) * 2 - 1
    norm = values.abs().pow(p).sum(1, keepdim=True).pow(1 / p)
    return values / norm * torch.rand(count, 1).pow(1 / DIMENSIONS)


def main():
    if sys.argv[1] == "torch":
        import torch

        torch.set_num_threads(1)
        for p in NORMS:
            print(json.dumps({"norm": p, "rate": best_rate(lambda p=p: torch_recipe(torch, p, IMAGES)), "version": torch.__version__}))
        return
    import numpy as np

    rng = np.random.Generator(np.random.SFC64(1))
    if sys.argv[1] == "numpy":
        for p in NORMS:
            print(json.dumps({"norm": p, "rate": best_rate(lambda p=p: numpy_generator(rng, p, IMAGES)), "version": np.__version__}))
        return
    p = sys.argv[2] if sys.argv[2] == "inf" else float(sys.argv[2])
    np.save(sys.argv[4], numpy_recipe(rng, p, int(sys.argv[3])))


main()
