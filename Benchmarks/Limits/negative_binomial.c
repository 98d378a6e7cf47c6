// Negative binomial regression with a logarithmic link and an unknown dispersion φ.
//
// log Γ(y + φ) − log Γ(φ) = Σ log(φ + j) over j < y: summed over the rows, each j counts as often as y is above it.

#include "regression.h"

typedef struct {
  Rows rows;
  double constant;
  size_t most;
  double *above; // how many counts are above j
} Counts;

EXPORTED void *negative_binomial_open(const double *const *columns, const int64_t *counts) {
  Counts *data = malloc(sizeof *data);
  data->rows = open_rows(columns, counts);
  data->constant = 0;
  data->most = 0;
  for (int64_t i = 0; i < counts[0]; i++) {
    data->constant += lgamma(columns[0][i] + 1);
    if (columns[0][i] > data->most) data->most = (size_t)columns[0][i];
  }
  data->above = new_doubles(data->most);
  for (int64_t i = 0; i < counts[0]; i++)
    for (size_t j = 0; j < (size_t)columns[0][i]; j++) data->above[j]++;
  return data;
}

typedef struct {
  double dispersion, logDispersion, value, derivative;
} Sums;

static inline __attribute__((always_inline)) void likelihood(void *state, const double *y, double *eta, size_t valid) {
  Sums *sums = state;
  double phi = sums->dispersion, value = 0, derivative = 0;
  double rate[BLOCK], logarithm[BLOCK];
  for (size_t i = valid; i < BLOCK; i++) eta[i] = -1000;
  for (int i = 0; i < BLOCK; i++) rate[i] = exp(eta[i]);
  for (int i = 0; i < BLOCK; i++) logarithm[i] = log(rate[i] + phi);
  for (int i = 0; i < BLOCK; i++) {
    double share = 1 / (rate[i] + phi);
    value += y[i] * eta[i] - (y[i] + phi) * logarithm[i] + phi * sums->logDispersion;
    derivative += sums->logDispersion + 1 - logarithm[i] - (y[i] + phi) * share;
    eta[i] = y[i] - (y[i] + phi) * rate[i] * share;
  }
  sums->value += value;
  sums->derivative += derivative;
}

EXPORTED double negative_binomial_gradient(const void *state, const double *q, double *g) {
  const Counts *data = state;
  size_t width = data->rows.columns;
  double phi = exp(q[width + 1]);
  Sums sums = {phi, q[width + 1], 0, 0};
  for (size_t j = 0; j <= width; j++) g[j] = 0;
  pass(&data->rows, q[0], q + 1, g, likelihood, &sums);
  double value = sums.value - data->constant, derivative = sums.derivative;
  for (size_t j = 0; j < data->most; j++) {
    value += data->above[j] * log(phi + j);
    derivative += data->above[j] / (phi + j);
  }
  for (size_t j = 0; j <= width; j++) value += normal(q[j], 0, j == 0 ? 2.5 : 1, &g[j]);
  g[width + 1] = (derivative - 1) * phi + 1;
  return value - phi + q[width + 1];
}
