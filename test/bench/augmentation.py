"""torchvision's augmentation of CIFAR images, timed: prints images a second by recipe as one JSON line."""
import json
import random
import time

import numpy as np
import torch
from PIL import Image
from torchvision import transforms as T

BATCH, BATCHES = 32, 60
NORMS = [0, 0.5, 1, 2, 5, 10, 50, 200, "inf"]
torch.set_num_threads(1)
images = [Image.fromarray(pixels) for pixels in np.random.default_rng(1).integers(0, 256, (BATCH, 32, 32, 3), np.uint8)]


def random_lp(image):
    p = random.choice(NORMS)
    if p == 0:
        mask = torch.rand(image.shape) < 0.05
        return torch.where(mask, torch.rand(image.shape), image)
    if p == "inf":
        noise = 0.05 * (2 * torch.rand(image.shape) - 1)
    else:
        values = torch.distributions.Gamma(torch.full(image.shape, 1 / p), torch.ones(())).sample().pow(1 / p)
        values *= torch.randint(0, 2, image.shape) * 2 - 1
        noise = values / values.abs().pow(p).sum().pow(1 / p) * torch.rand(()).pow(1 / 3072)
    return (image + noise).clamp(0, 1)


crop = [T.RandomHorizontalFlip(), T.RandomCrop(32, padding=4)]
recipes = {
    "crop and flip": [*crop, T.ToTensor()],
    "crop, flip, TrivialAugment": [*crop, T.TrivialAugmentWide(), T.ToTensor()],
    "crop, flip, RandAugment": [*crop, T.RandAugment(), T.ToTensor()],
    "crop, flip, AugMix": [*crop, T.AugMix(), T.ToTensor()],
    "crop, flip, C1": [*crop, T.ToTensor(), random_lp],
    "crop, flip, TrivialAugment, C1": [*crop, T.TrivialAugmentWide(), T.ToTensor(), random_lp],
}
rates = {}
for name, steps in recipes.items():
    transform = T.Compose(steps)
    times = []
    for _ in range(BATCHES):
        start = time.perf_counter()
        for image in images:
            transform(image)
        times.append(time.perf_counter() - start)
    fastest = sorted(times)[: BATCHES // 4]
    rates[name] = BATCH * len(fastest) / sum(fastest)
print(json.dumps(rates))
