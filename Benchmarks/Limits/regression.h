// What the limits of regressions on many rows share: one pass over the data, in blocks of rows that stay in the first-level cache between
// the linear predictor and the gradient.

#ifndef REGRESSION_H
#define REGRESSION_H

#include "limit.h"

enum { BLOCK = 64, VECTORS = BLOCK / LANES };

typedef struct {
  size_t rows, blocks, columns;
  double *x; // block by block, column by column
  double *y; // padded to blocks
} Rows;

// Columns: y; X by rows.
static inline Rows open_rows(const double *const *columns, const int64_t *counts) {
  Rows data = {.rows = counts[0], .columns = counts[1] / counts[0]};
  data.blocks = (data.rows + BLOCK - 1) / BLOCK;
  data.x = new_doubles(data.blocks * BLOCK * data.columns);
  data.y = new_doubles(data.blocks * BLOCK);
  memcpy(data.y, columns[0], data.rows * sizeof(double));
  for (size_t i = 0; i < data.rows; i++)
    for (size_t j = 0; j < data.columns; j++)
      data.x[((i / BLOCK) * data.columns + j) * BLOCK + i % BLOCK] = columns[1][i * data.columns + j];
  return data;
}

// What a likelihood does with a block of linear predictors: it puts its derivative in their place. Rows from `valid` on count for
// nothing: their derivative is 0.
typedef void (*Likelihood)(void *sums, const double *y, double *eta, size_t valid);

// Adds the derivatives in the intercept and the slopes to gradient[0...].
static inline __attribute__((always_inline)) void pass(
    const Rows *data, double intercept, const double *beta, double *gradient, Likelihood likelihood, void *sums) {
  size_t width = data->columns;
  const Vector one = (Vector){0} + 1;
  Vector slopes[width + 1];
  memset(slopes, 0, sizeof slopes);
  for (size_t block = 0; block < data->blocks; block++) {
    const Vector *x = (const Vector *)(data->x + block * width * BLOCK);
    double eta[BLOCK] __attribute__((aligned(64)));
    Vector sum[VECTORS];
    for (int k = 0; k < VECTORS; k++) sum[k] = intercept * one;
    for (size_t j = 0; j < width; j++) {
#pragma GCC unroll 8
      for (int k = 0; k < VECTORS; k++) sum[k] += beta[j] * x[j * VECTORS + k];
    }
    memcpy(eta, sum, sizeof eta);
    size_t left = data->rows - block * BLOCK;
    likelihood(sums, data->y + block * BLOCK, eta, left < BLOCK ? left : BLOCK);
    memcpy(sum, eta, sizeof eta);
    for (int k = 0; k < VECTORS; k++) slopes[0] += sum[k];
    for (size_t j = 0; j < width; j++) {
      Vector slope = slopes[j + 1];
#pragma GCC unroll 8
      for (int k = 0; k < VECTORS; k++) slope += sum[k] * x[j * VECTORS + k];
      slopes[j + 1] = slope;
    }
  }
  for (size_t j = 0; j <= width; j++) gradient[j] += lane_sum(slopes[j]);
}

#endif
