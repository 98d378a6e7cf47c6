// Ordered logistic regression: log p of category k is log(σ(c_k − η) − σ(c_{k−1} − η)).
//
// With a = c_{k−1} − η and b = c_k − η it is log(1 − e^{a−b}) − softplus(a) − softplus(−b), and the first term is one for each category.

#include "regression.h"

enum { CATEGORIES = 5, CUTS = CATEGORIES - 1 };

typedef struct {
  Rows rows;
  double counts[CATEGORIES];
} Grades;

EXPORTED void *ordered_open(const double *const *columns, const int64_t *counts) {
  Grades *data = calloc(1, sizeof *data);
  data->rows = open_rows(columns, counts);
  for (int64_t i = 0; i < counts[0]; i++) data->counts[(int)columns[0][i]]++;
  return data;
}

typedef struct {
  double lower[CATEGORIES], upper[CATEGORIES]; // the cuts of each category
  double value, slope[CUTS];
} Sums;

static inline __attribute__((always_inline)) void likelihood(void *state, const double *y, double *eta, size_t valid) {
  Sums *sums = state;
  double a[BLOCK], b[BLOCK], s[BLOCK], t[BLOCK], product[BLOCK], low[BLOCK], high[BLOCK];
  for (int i = 0; i < BLOCK; i++) {
    int k = (int)y[i];
    a[i] = sums->lower[k] - eta[i];
    b[i] = eta[i] - sums->upper[k];
  }
  for (size_t i = valid; i < BLOCK; i++) a[i] = b[i] = -1000;
  for (int i = 0; i < BLOCK; i++) s[i] = exp(-fabs(a[i]));
  for (int i = 0; i < BLOCK; i++) t[i] = exp(-fabs(b[i]));
  for (int i = 0; i < BLOCK; i++) product[i] = log((1 + s[i]) * (1 + t[i]));
  double value = 0;
  for (int i = 0; i < BLOCK; i++) {
    value -= product[i] + (a[i] > 0 ? a[i] : 0) + (b[i] > 0 ? b[i] : 0);
    low[i] = (a[i] > 0 ? 1 : s[i]) / (1 + s[i]);
    high[i] = (b[i] > 0 ? 1 : t[i]) / (1 + t[i]);
    eta[i] = low[i] - high[i];
  }
  for (int c = 0; c < CUTS; c++) {
    double slope = 0;
    for (int i = 0; i < BLOCK; i++) slope += (y[i] == c ? high[i] : 0) - (y[i] == c + 1 ? low[i] : 0);
    sums->slope[c] += slope;
  }
  sums->value += value;
}

EXPORTED double ordered_gradient(const void *state, const double *q, double *g) {
  const Grades *data = state;
  size_t width = data->rows.columns;
  const double *u = q, *beta = q + CUTS;
  double cuts[CUTS], slopes[CUTS], ignored[width + 1];
  Sums sums = {.value = 0};
  cuts[0] = u[0];
  for (int c = 1; c < CUTS; c++) cuts[c] = cuts[c - 1] + exp(u[c]);
  for (int k = 0; k < CATEGORIES; k++) {
    sums.lower[k] = k == 0 ? -1000 : cuts[k - 1];
    sums.upper[k] = k == CUTS ? 1000 : cuts[k];
  }
  memset(ignored, 0, sizeof ignored);
  pass(&data->rows, 0, beta, ignored, likelihood, &sums);
  double value = sums.value + log(24.0);
  for (int c = 0; c < CUTS; c++) slopes[c] = sums.slope[c];
  for (int c = 0; c < CUTS; c++) value += normal(cuts[c], 0, 3, &slopes[c]);
  for (int k = 1; k < CUTS; k++) {
    double gap = cuts[k] - cuts[k - 1];
    double count = data->counts[k], ratio = 1 / expm1(gap);
    value += count * log1p(-exp(-gap));
    slopes[k] += count * ratio;
    slopes[k - 1] -= count * ratio;
  }
  double rest = 0;
  for (int c = CUTS - 1; c >= 0; c--) {
    rest += slopes[c];
    g[c] = c == 0 ? rest : rest * exp(u[c]) + 1;
    if (c > 0) value += u[c];
  }
  for (size_t j = 0; j < width; j++) {
    g[CUTS + j] = ignored[j + 1];
    value += normal(beta[j], 0, 1, &g[CUTS + j]);
  }
  return value;
}
