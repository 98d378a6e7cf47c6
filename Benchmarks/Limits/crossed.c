// Normal measurements with crossed effects of two kinds of groups: y = μ + σ_a a_i + σ_b b_j + ε.
//
// Rows are sorted by their first group when the data are laid out, so that only the second group's sums are scattered.

#include "limit.h"

enum { COPIES = 4 };

typedef struct {
  size_t rows, first, second;
  size_t *starts;
  int32_t *column;
  double *y, *effects, *sums;
} Crossed;

// Columns: y, first group, second group, both from 0; the numbers of groups.
EXPORTED void *crossed_open(const double *const *columns, const int64_t *counts) {
  Crossed *data = malloc(sizeof *data);
  size_t n = data->rows = counts[0];
  data->first = (size_t)columns[3][0];
  data->second = (size_t)columns[3][1];
  data->starts = calloc(data->first + 1, sizeof *data->starts);
  data->column = calloc(rounded_up(n, LANES), sizeof *data->column);
  data->y = new_doubles(n);
  data->effects = new_doubles(data->second);
  data->sums = new_doubles(data->second * COPIES);
  size_t place = 0;
  for (size_t group = 0; group < data->first; group++) {
    data->starts[group] = place;
    for (size_t i = 0; i < n; i++) {
      if ((size_t)columns[1][i] != group) continue;
      data->y[place] = columns[0][i];
      data->column[place++] = (int32_t)columns[2][i];
    }
  }
  data->starts[data->first] = place;
  return data;
}

EXPORTED double crossed_gradient(const void *state, const double *q, double *g) {
  const Crossed *data = state;
  size_t A = data->first, B = data->second;
  double mu = q[0], sigma_a = exp(q[1]), sigma_b = exp(q[2]), sigma = exp(q[3]);
  const double *a = q + 4, *b = q + 4 + A;
  double *restrict effects = data->effects, *restrict sums = data->sums;
  const int32_t *restrict column = data->column;
  for (size_t j = 0; j < B; j++) effects[j] = sigma_b * b[j];
  memset(sums, 0, B * COPIES * sizeof(double));
  double squares = 0, total = 0, along_a = 0, along_b = 0, scale = 1 / (sigma * sigma);
  for (size_t i = 0; i < A; i++) {
    double mean = mu + sigma_a * a[i], residuals = 0;
    for (size_t row = data->starts[i]; row < data->starts[i + 1]; row++) {
      double r = data->y[row] - (mean + effects[column[row]]);
      squares += r * r;
      residuals += r;
      sums[column[row] * COPIES + row % COPIES] += r;
    }
    total += residuals;
    along_a += a[i] * residuals;
    g[4 + i] = residuals * sigma_a * scale;
  }
  for (size_t j = 0; j < B; j++) {
    double residuals = 0;
    for (int copy = 0; copy < COPIES; copy++) residuals += sums[j * COPIES + copy];
    along_b += b[j] * residuals;
    g[4 + A + j] = residuals * sigma_b * scale;
  }
  double value = -0.5 * squares * scale - data->rows * (q[3] + HALF_LOG_TWO_PI);
  g[0] = total * scale;
  g[1] = along_a * scale * sigma_a;
  g[2] = along_b * scale * sigma_b;
  g[3] = squares * scale - data->rows;
  value += normal(mu, 0, 5, &g[0]);
  value += half_normal_of_log(q[1], sigma_a, 1, &g[1]);
  value += half_normal_of_log(q[2], sigma_b, 1, &g[2]);
  value += half_normal_of_log(q[3], sigma, 1, &g[3]);
  for (size_t i = 0; i < A + B; i++) value += normal(q[4 + i], 0, 1, &g[4 + i]);
  return value;
}
