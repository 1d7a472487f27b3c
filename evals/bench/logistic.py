"""A logistic model of labelled rows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

MOST_STEPS = 2000

Floats = NDArray[np.float64]


def fit_logistic(rows: Floats, labels: NDArray[np.bool_], shares: Floats) -> tuple[Floats, float]:
    """The weight of each column as it is measured, and the constant; `shares` say how much a row counts."""
    from sklearn.linear_model import LogisticRegression

    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    model = LogisticRegression(max_iter=MOST_STEPS).fit((rows - mean) / spread, labels, sample_weight=shares)
    weights = model.coef_[0] / spread
    return weights, float(model.intercept_[0] - weights @ mean)
