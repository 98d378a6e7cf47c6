// A Gaussian process whose inverse is made by blocks in registers (LAPACK's dtrtri takes three times as long as its dpotrf);
// the inverse's square is LAPACK's. `bench gradient gp --limit gp_blocked` takes it.

#include "gp.h"

enum { ROWS = PROCESS_ROWS, COLUMNS = PROCESS_COLUMNS, VECTORS = COLUMNS / LANES };

// Y = U⁻¹ of an upper triangle by rows, from the last to the first: Y_i = (δ_i − Σ_{k>i} U_ik Y_k)/U_ii, four rows and 32
// columns at a time. What is below the diagonal of Y must be zero.
static void invert_upper(const double *U, double *Y, int rows, int stride) {
  for (int i = rows - ROWS; i >= 0; i -= ROWS) {
    const double *block = U + (size_t)i * stride;
    for (int j = i / COLUMNS * COLUMNS; j < rows; j += COLUMNS) {
      int end = j + COLUMNS < rows ? j + COLUMNS : rows;
      Vector sums[ROWS][VECTORS] = {0};
      for (int k = i + ROWS; k < end; k++) {
        const Vector *y = (const Vector *)(Y + (size_t)k * stride + j);
#pragma GCC unroll 4
        for (int r = 0; r < ROWS; r++) {
          double u = block[(size_t)r * stride + k];
#pragma GCC unroll 4
          for (int v = 0; v < VECTORS; v++) sums[r][v] += u * y[v];
        }
      }
#pragma GCC unroll 4
      for (int r = ROWS - 1; r >= 0; r--) {
        const double *u = block + (size_t)r * stride + i;
        double *target = Y + (size_t)(i + r) * stride + j, factor = -1 / u[r];
        int unit = i + r - j;
#pragma GCC unroll 4
        for (int s = r + 1; s < ROWS; s++) {
#pragma GCC unroll 4
          for (int v = 0; v < VECTORS; v++) sums[r][v] += u[s] * sums[s][v];
        }
#pragma GCC unroll 4
        for (int v = 0; v < VECTORS; v++) ((Vector *)target)[v] = sums[r][v] *= factor;
        if (unit >= 0 && unit < COLUMNS) {
          target[unit] -= factor;
          for (int v = 0; v < VECTORS; v++) sums[r][v] = ((Vector *)target)[v];
        }
      }
    }
  }
}

static void invert(const Process *data) {
  int n = data->size, failure = 0;
  // The rows of the upper triangle are the columns of the lower.
  invert_upper(data->matrix, data->inverse, (int)rounded_up(n, ROWS), data->stride);
  data->dlauum("L", &n, data->inverse, &data->stride, &failure);
}

EXPORTED void *gp_blocked_open(const double *const *columns, const int64_t *counts) { return open_process(columns, counts); }

EXPORTED double gp_blocked_gradient(const void *state, const double *q, double *g) {
  return process_gradient(state, q, g, invert);
}
