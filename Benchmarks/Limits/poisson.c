// Poisson regression with a logarithmic link: Σ y η − Σ exp(η) less the constant Σ log y!.

#include "regression.h"

typedef struct {
  Rows rows;
  double constant;
} Counts;

EXPORTED void *poisson_open(const double *const *columns, const int64_t *counts) {
  Counts *data = malloc(sizeof *data);
  data->rows = open_rows(columns, counts);
  data->constant = 0;
  for (int64_t i = 0; i < counts[0]; i++) data->constant += lgamma(columns[0][i] + 1);
  return data;
}

static inline __attribute__((always_inline)) void likelihood(void *sums, const double *y, double *eta, size_t valid) {
  double rate[BLOCK], value = 0;
  for (size_t i = valid; i < BLOCK; i++) eta[i] = -1000;
  for (int i = 0; i < BLOCK; i++) rate[i] = exp(eta[i]);
  for (int i = 0; i < BLOCK; i++) {
    value += y[i] * eta[i] - rate[i];
    eta[i] = y[i] - rate[i];
  }
  *(double *)sums += value;
}

EXPORTED double poisson_gradient(const void *state, const double *q, double *g) {
  const Counts *data = state;
  double value = 0;
  for (size_t j = 0; j <= data->rows.columns; j++) g[j] = 0;
  pass(&data->rows, q[0], q + 1, g, likelihood, &value);
  value -= data->constant;
  for (size_t j = 0; j <= data->rows.columns; j++) value += normal(q[j], 0, j == 0 ? 2.5 : 1, &g[j]);
  return value;
}
