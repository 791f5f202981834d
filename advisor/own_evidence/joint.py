"""What a set of results says about the models tested, with the difficulty and the scale of every test estimated from them.

    logit of the expected score = slope (theta_m + shift_me) + slope eta_j x_me - b_j

theta_m is the model's public figure at the task as a logit, with the spread of its interval as prior. b_j, how hard test j is, has no
prior: it is what the tested models make it, so a test of one model moves nothing. eta_j, how much steeper than usual it separates
models, has a prior around nought; x is how far the public figure lies above that of the others tested. Scores have binomial noise of n
cases and the noise of a test. The sum is concave, so there is one answer; its curvature gives the intervals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
ROUNDS = 100
LEAST = 1e-9
"""Precision that a difficulty has by itself: keeps the sums finite where everybody solved everything."""


@dataclass(frozen=True)
class Settings:
    """noise: standard deviation of one test's score beyond sampling, as a share; slope, scale_sd: of a test's logit against the figure's."""

    noise: float
    slope: float
    scale_sd: float


@dataclass(frozen=True)
class Rows:
    """One result per place: which model and test (numbers), the share solved, of how many cases, and the known shift of its effort in logits."""

    model: Ints
    test: Ints
    share: Floats
    cases: Floats
    shift: Floats


@dataclass(frozen=True)
class Joint:
    """theta, sd: per model, as logits. difficulty, steepness: per test; a figure of 0.5 is expected to score 1 / (1 + exp(difficulty)).

    expected: per row, the share that these values expect.
    """

    theta: Floats
    sd: Floats
    difficulty: Floats
    steepness: Floats
    expected: Floats


def joint(prior: Floats, prior_sd: Floats, rows: Rows, settings: Settings) -> Joint:
    """The most plausible values given public figures (`prior`, one per model) and the results."""
    models, tests = len(prior), int(rows.test.max()) + 1 if len(rows.test) else 0
    weight = 1 / (1 / rows.cases + 4 * settings.noise**2)
    x = _centred(prior[rows.model] + rows.shift, weight, rows.test, tests)
    pull = _scale_precision(x, prior_sd[rows.model], weight, rows.test, tests, settings)
    a, precision = settings.slope, 1 / prior_sd**2

    def predictor(theta: Floats, b: Floats, eta: Floats) -> Floats:
        found: Floats = a * (theta[rows.model] + rows.shift) + a * eta[rows.test] * x - b[rows.test]
        return found

    def loss(theta: Floats, b: Floats, eta: Floats) -> float:
        z = predictor(theta, b, eta)
        fit = weight @ (np.logaddexp(0, z) - rows.share * z)
        return float(fit + 0.5 * precision @ (theta - prior) ** 2 + 0.5 * pull @ eta**2 + 0.5 * LEAST * b @ b)

    theta, b, eta = prior.copy(), np.zeros(tests), np.zeros(tests)
    now = loss(theta, b, eta)
    for _ in range(ROUNDS):
        p = _logistic(predictor(theta, b, eta))
        slack = weight * (rows.share - p)
        gradient = (
            np.bincount(rows.model, a * slack, models) - precision * (theta - prior),
            np.concatenate([-np.bincount(rows.test, slack, tests) - LEAST * b, np.bincount(rows.test, slack * a * x, tests) - pull * eta]),
        )
        curvature = _Curvature(weight * p * (1 - p), x, rows, precision, np.concatenate([np.full(tests, LEAST), pull]), a)
        step_theta, step_test = curvature.solve(*gradient)
        size = 1.0
        while size > 1e-9:
            ahead = theta + size * step_theta, b + size * step_test[:tests], eta + size * step_test[tests:]
            if (later := loss(*ahead)) <= now:
                break
            size /= 2
        else:
            break
        moved = max(np.abs(size * step_theta).max(initial=0.0), np.abs(size * step_test).max(initial=0.0))
        (theta, b, eta), now = ahead, later
        if moved < 1e-11:
            break
    p = _logistic(predictor(theta, b, eta))
    # the interval allows the scale its whole spread, however tightly the estimate was held
    loose = np.concatenate([np.full(tests, LEAST), np.full(tests, 1 / settings.scale_sd**2)])
    sd = np.sqrt(_Curvature(weight * p * (1 - p), x, rows, precision, loose, a).variance())
    middle = _middles(prior[rows.model] + rows.shift, weight, rows.test, tests)
    return Joint(theta, sd, b + a * eta * middle, 1 + eta, p)


def _logistic(z: Floats) -> Floats:
    found: Floats = 1 / (1 + np.exp(-np.clip(z, -40, 40)))
    return found


def _middles(values: Floats, weight: Floats, test: Ints, tests: int) -> Floats:
    found: Floats = np.bincount(test, weight * values, tests) / np.maximum(np.bincount(test, weight, tests), 1e-12)
    return found


def _centred(values: Floats, weight: Floats, test: Ints, tests: int) -> Floats:
    """Distance of each row's public figure from the mean of its test."""
    found: Floats = values - _middles(values, weight, test, tests)[test]
    return found


def _scale_precision(x: Floats, sd: Floats, weight: Floats, test: Ints, tests: int, settings: Settings) -> Floats:
    """How tightly each test's scale is held: by its prior, and at least so tightly that a better result of one model lifts no other.

    Moving one point lifts a fitted line at another place only where 1/W + x x'/(S + precision) stays above nought for every pair of
    places, which is so from a precision of the sum of w (highest - x)(x - lowest) on. The weights are the largest possible ones.
    """
    a = settings.slope
    w = 1 / (a**2 * sd**2 + 4 / weight)
    found = np.full(tests, 1 / settings.scale_sd**2)
    for j in range(tests):
        at = test == j
        if at.any():
            found[j] = max(found[j], (1 + LEAST) * float(w[at] @ ((x[at].max() - x[at]) * (x[at] - x[at].min()))) * a**2)
    return found


class _Curvature:
    """Second derivatives. Each row touches one model, so the block of the models is diagonal and is eliminated first."""

    def __init__(self, information: Floats, x: Floats, rows: Rows, of_models: Floats, of_tests: Floats, a: float) -> None:
        models, tests = len(of_models), len(of_tests) // 2
        self.diagonal = of_models + np.bincount(rows.model, a**2 * information, models)
        self.coupling = np.zeros((models, 2 * tests))
        np.add.at(self.coupling, (rows.model, rows.test), -a * information)
        np.add.at(self.coupling, (rows.model, tests + rows.test), a**2 * information * x)
        own = np.diag(of_tests)
        at, there = np.arange(tests), tests + np.arange(tests)
        own[at, at] += np.bincount(rows.test, information, tests)
        own[there, there] += np.bincount(rows.test, information * (a * x) ** 2, tests)
        mixed = np.bincount(rows.test, -information * a * x, tests)
        own[at, there] += mixed
        own[there, at] += mixed
        self.left = own - self.coupling.T @ (self.coupling / self.diagonal[:, None])

    def solve(self, of_models: Floats, of_tests: Floats) -> tuple[Floats, Floats]:
        """The Newton step."""
        tests = np.asarray(np.linalg.solve(self.left, of_tests - self.coupling.T @ (of_models / self.diagonal)), dtype=np.float64)
        return (of_models - self.coupling @ tests) / self.diagonal, tests

    def variance(self) -> Floats:
        """Of every model's theta, with the tests' own uncertainty in it."""
        through = self.coupling / self.diagonal[:, None]
        found: Floats = 1 / self.diagonal + np.einsum("ij,jk,ik->i", through, np.linalg.inv(self.left), through)
        return found


def the_rows(entries: Sequence[tuple[int, int, float, float, float]]) -> Rows:
    """Rows from (model, test, share, cases, shift)."""
    model, test, share, cases, shift = (np.array(column) for column in zip(*entries, strict=True)) if entries else (np.zeros(0),) * 5
    return Rows(model.astype(np.int64), test.astype(np.int64), share.astype(float), cases.astype(float), shift.astype(float))
