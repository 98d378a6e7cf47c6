// Bernoulli regression: one pass over the data, in blocks of rows that stay in the first-level cache between the
// linear predictor and the gradient.
//
// With S = Σ softplus(η), log p = y·η − S; y·η is a fixed linear function of the coefficients, Xᵀy. Where t = exp(−|η|),
// softplus(η) = max(η, 0) + log(1 + t), and the logarithm of a product of factors 1 + t, each at most 2, is taken before
// the product can overflow.

#include "limit.h"

enum { BLOCK = 64, VECTORS = BLOCK / LANES, BLOCKS_A_LOGARITHM = 64 };

typedef int64_t Mask __attribute__((vector_size(64)));

static inline Vector choose(Mask mask, Vector a, Vector b) {
  return (Vector)((mask & (Mask)a) | (~mask & (Mask)b));
}

typedef struct {
  size_t rows, blocks, columns;
  double *x;      // block by block, column by column
  double *totals; // Σ y, then Xᵀ y
} Regression;

// Columns: y; X by rows.
EXPORTED void *glm_open(const double *const *columns, const int64_t *counts) {
  Regression *data = malloc(sizeof *data);
  size_t rows = data->rows = counts[0], width = data->columns = counts[1] / counts[0];
  data->blocks = (rows + BLOCK - 1) / BLOCK;
  data->x = new_doubles(data->blocks * BLOCK * width);
  data->totals = new_doubles(width + 1);
  for (size_t i = 0; i < rows; i++) {
    double y = columns[0][i];
    data->totals[0] += y;
    for (size_t j = 0; j < width; j++) {
      double x = columns[1][i * width + j];
      data->totals[j + 1] += y * x;
      data->x[((i / BLOCK) * width + j) * BLOCK + i % BLOCK] = x;
    }
  }
  return data;
}

EXPORTED double glm_gradient(const void *state, const double *q, double *g) {
  const Regression *data = state;
  size_t width = data->columns;
  const double *beta = q + 1;
  Vector slopes[width + 1];
  memset(slopes, 0, sizeof slopes);
  const Vector one = (Vector){0} + 1;
  Vector positive_parts = {0}, product = one;
  double logarithms = 0;
  for (size_t block = 0; block < data->blocks; block++) {
    const Vector *x = (const Vector *)(data->x + block * width * BLOCK);
    double eta[BLOCK] __attribute__((aligned(64))), t[BLOCK] __attribute__((aligned(64)));
    Vector sum[VECTORS];
    for (int k = 0; k < VECTORS; k++) sum[k] = q[0] * one;
    for (size_t j = 0; j < width; j++) {
#pragma GCC unroll 8
      for (int k = 0; k < VECTORS; k++) sum[k] += beta[j] * x[j * VECTORS + k];
    }
    memcpy(eta, sum, sizeof eta);
    // Rows past the end count for nothing: t = 0 and p = 0 for η = −∞, here −1000.
    size_t valid = data->rows - block * BLOCK;
    for (size_t i = valid; i < BLOCK; i++) eta[i] = -1000;
    for (int i = 0; i < BLOCK; i++) t[i] = exp(-fabs(eta[i]));
    Vector p[VECTORS];
#pragma GCC unroll 8
    for (int k = 0; k < VECTORS; k++) {
      Vector e = ((Vector *)eta)[k], tk = ((Vector *)t)[k], factor = 1 + tk;
      Mask negative = e < 0;
      product *= factor;
      p[k] = choose(negative, tk, one) / factor;
      positive_parts += choose(negative, (Vector){0}, e);
      slopes[0] += p[k];
    }
    if ((block + 1) % BLOCKS_A_LOGARITHM == 0 || block + 1 == data->blocks) {
      for (int i = 0; i < LANES; i++) logarithms += log(product[i]);
      product = one;
    }
    for (size_t j = 0; j < width; j++) {
      Vector slope = slopes[j + 1];
#pragma GCC unroll 8
      for (int k = 0; k < VECTORS; k++) slope += p[k] * x[j * VECTORS + k];
      slopes[j + 1] = slope;
    }
  }
  double value = -logarithms - lane_sum(positive_parts);
  for (size_t j = 0; j <= width; j++) {
    g[j] = data->totals[j] - lane_sum(slopes[j]);
    value += data->totals[j] * q[j];
    value += normal(q[j], 0, j == 0 ? 2.5 : 1, &g[j]);
  }
  return value;
}
